"""Which service calls: the port, and callers that name themselves, for development on loopback."""

import logging
from typing import Protocol

from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import UnauthenticatedError
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.quotas import DEV_QUOTAS

SERVICE_KEY = "cameo-dev-service"
ROLE_KEY = "cameo-dev-role"
LONGEST_SERVICE_ID = 128
ROLES = tuple(role.value for role in Role)
WARNING = "INSECURE-DEV: callers name themselves and assertions are signed by nobody. Never expose this server."


class CallerSource(Protocol):
    """Makes the `Caller` of a call, acting for no person yet, from what the transport knows."""

    loopback_only: bool
    """Whether this source may only be used where no other machine can call."""

    def identify(self, call: Call) -> Caller:
        """The caller. Raises UnauthenticatedError or TokenError."""

    def known_as(self, call: Call) -> str:
        """What a call waits for a thread under, before any work is done for it: the caller's id; "" if not known yet.

        Runs on the event loop: it waits for nothing.
        """


class InsecureDevCallers:
    """Believes what the metadata says. Warns loudly each time one is made, which is at every start."""

    loopback_only = True

    def __init__(self, log: logging.Logger) -> None:
        log.warning(WARNING)

    def identify(self, call: Call) -> Caller:
        """The service and role that the metadata names.

        Raises:
            UnauthenticatedError: not one service id, or not one role that exists.
        """
        service_id, role = call.metadata(SERVICE_KEY), call.metadata(ROLE_KEY)
        if not service_id or len(service_id) > LONGEST_SERVICE_ID or role not in ROLES:
            raise UnauthenticatedError(
                f"Send {SERVICE_KEY} and {ROLE_KEY} ({', '.join(ROLES)}) in metadata, each once."
            )
        return Caller(service_id, Role(role), EVERY_ISSUER, None, quotas=DEV_QUOTAS)

    def known_as(self, call: Call) -> str:
        """The service id that the metadata names."""
        return call.metadata(SERVICE_KEY) or ""
