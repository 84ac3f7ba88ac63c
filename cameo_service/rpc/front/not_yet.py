"""A port that decides nothing yet: every call is UNAVAILABLE, and probes read NOT_SERVING."""

from typing import Any

import grpc

from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import SchemaOldError
from cameo_service.rpc.front.health import HEALTH_METHODS
from cameo_service.rpc.front.steps import Step
from cameo_service.usecases.acting.caller import Caller

WAITS = "The service waits until its operator has migrated its database. Try again later."


class NoCallers:
    """Asks no caller who they are, because none is answered; so the port may stand where a service's port may."""

    loopback_only = False

    def identify(self, call: Call) -> Caller:
        """Refuses the call."""
        del call
        raise SchemaOldError(WAITS)

    def known_as(self, call: Call) -> str:
        """All alike."""
        del call
        return ""


class NotYetStep(Step):
    """Refuses every call but a probe, before anything is asked of its caller."""

    def enter(self, call: Call) -> None:
        """Refuses it."""
        if call.method not in HEALTH_METHODS:
            raise SchemaOldError(WAITS)


class EveryMethod(grpc.GenericRpcHandler):
    """Knows every method but those of health, so that a call is told to come again and not that it never can."""

    def service(self, handler_call_details: Any) -> Any:
        """A handler that is never reached: the step refuses before it."""
        if handler_call_details.method in HEALTH_METHODS:
            return None
        return grpc.unary_unary_rpc_method_handler(lambda _request, _call: None)


def add_every_method(server: grpc.aio.Server) -> None:
    """Puts every method on a port."""
    server.add_generic_rpc_handlers((EveryMethod(),))
