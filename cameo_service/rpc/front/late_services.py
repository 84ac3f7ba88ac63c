"""Services whose code is loaded once their port is open, so that what narrows is answered before they are there."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import grpc


class LateServices(grpc.GenericRpcHandler):
    """Their calls wait until they have come, on the event loop and without a thread; no other call waits for them.

    Args:
        names: full names of the services, such as `cameo.v1.RenderService`. Empty: none is late.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._come = {name: asyncio.Event() for name in names}
        self._handlers: list[grpc.GenericRpcHandler] = []

    async def wait_for(self, method: str) -> None:
        """Returns at once unless the method's service is late and has not come."""
        service, _, _ = method.removeprefix("/").partition("/")
        if service in self._come:
            await self._come[service].wait()

    def bring(self, add_services: Callable[[Any], None]) -> None:
        """Some of them are here: their calls that wait go on. On the event loop.

        add_services: registers these.
        """
        gathering = _Gathering(self._handlers)
        add_services(gathering)
        for service in gathering.services:
            self._come[service].set()

    def service(self, handler_call_details: Any) -> Any:
        """The handler of a method of theirs; None for another one."""
        found = (handler.service(handler_call_details) for handler in self._handlers)
        return next((handler for handler in found if handler is not None), None)


class _Gathering:
    """What generated code registers with, where gRPC's server would take no more: it is started."""

    def __init__(self, handlers: list[grpc.GenericRpcHandler]) -> None:
        self._handlers = handlers
        self.services: list[str] = []

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        self._handlers.extend(handlers)

    def add_registered_method_handlers(self, service: str, handlers: Mapping[str, Any]) -> None:
        """The same handlers once more, for servers that look methods up by name."""
        del handlers
        self.services.append(service)
