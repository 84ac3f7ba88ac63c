"""gRPC reflection: lists services and messages of a port to tools such as grpcurl. Off unless the operator turns it on.

It tells what the public contract says anyway, and asks for an identity like any other call.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grpc_reflection.v1alpha import reflection, reflection_pb2_grpc

from cameo_service.rpc.front.arrivals import Inbox
from cameo_service.rpc.front.call import Call

PATIENCE_S = 10.0
"""For the next question of a tool; it asks several in a row."""


class Reflection(reflection_pb2_grpc.ServerReflectionServicer):  # type: ignore[misc]  # the library has no types
    """Answers about the services that stand beside it on a port.

    Args:
        servicers: those, each a direct subclass of the class that is generated for its service.
        monotonic_s: clock of the inbox.
    """

    def __init__(self, servicers: Sequence[object], monotonic_s: Callable[[], float]) -> None:
        names = [f"cameo.v1.{type(one).__bases__[0].__name__.removesuffix('Servicer')}" for one in servicers]
        self._told, self._monotonic_s = reflection.ReflectionServicer([*names, reflection.SERVICE_NAME]), monotonic_s

    def ServerReflectionInfo(self, inbox: Inbox, call: Call) -> Iterator[Any]:  # noqa: N802 - the name of the contract
        """One answer a question, until the tool is done or silent."""
        del call
        yield from self._told.ServerReflectionInfo(self._questions(inbox), None)

    def _questions(self, inbox: Inbox) -> Iterator[Any]:
        while (arrival := inbox.next(self._monotonic_s() + PATIENCE_S)) is not None and arrival.message is not None:
            yield arrival.message
