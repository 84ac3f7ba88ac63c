"""Who calls. One source yet: callers that name themselves, for development on loopback."""

import logging
from typing import Protocol

from cameo_service.rpc.front.assertions import AssertionVerifier
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import UnauthenticatedError
from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import AssertionInvalidError

SERVICE_KEY = "cameo-dev-service"
ROLE_KEY = "cameo-dev-role"
ASSERTION_KEY = "cameo-subject-assertion"
LONGEST_SERVICE_ID = 128
ROLES = tuple(role.value for role in Role)
WARNING = "INSECURE-DEV: callers name themselves and assertions are signed by nobody. Never expose this server."


class CallerSource(Protocol):
    """Makes the `Caller` of a call from what the transport knows."""

    loopback_only: bool
    """Whether this source may only be used where no other machine can call."""

    def identify(self, call: Call) -> Caller:
        """The caller. Raises UnauthenticatedError or AssertionInvalidError."""


class InsecureDevCallers:
    """Believes what the metadata says. Warns loudly each time one is made, which is at every start."""

    loopback_only = True

    def __init__(self, assertions: AssertionVerifier, log: logging.Logger) -> None:
        self._assertions = assertions
        log.warning(WARNING)

    def identify(self, call: Call) -> Caller:
        """The service, role and person that the metadata names.

        Raises:
            UnauthenticatedError: not one service id, or not one role that exists.
            AssertionInvalidError: an assertion came, and does not hold, or several came.
        """
        service_id, role = call.metadata(SERVICE_KEY), call.metadata(ROLE_KEY)
        if not service_id or len(service_id) > LONGEST_SERVICE_ID or role not in ROLES:
            raise UnauthenticatedError(
                f"Send {SERVICE_KEY} and {ROLE_KEY} ({', '.join(ROLES)}) in metadata, each once."
            )
        assertion = call.metadata(ASSERTION_KEY)
        if assertion is None:
            raise AssertionInvalidError(f"Send {ASSERTION_KEY} once, as the identity provider wrote it.")
        acting = self._assertions.verify(assertion) if assertion else None
        return Caller(service_id, Role(role), acting)
