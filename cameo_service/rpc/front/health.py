"""`grpc.health.v1` on a port: SERVING from the moment that the port can decide until it is told to stop.

A probe has no identity, and learns nothing but that. One name is known, the empty one: the port as a whole.
"""

from dataclasses import dataclass
from typing import Any

from grpc_health.v1 import health_pb2 as pb
from grpc_health.v1.health import aio
from grpc_health.v1.health_pb2_grpc import HealthServicer

from cameo_service.rpc.front.call import Call, Write
from cameo_service.rpc.front.errors import HealthNameUnknownError

CHECK, WATCH = "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"
HEALTH_METHODS = frozenset({CHECK, WATCH})
"""Open to every caller, with or without an identity."""
MOST_WATCHES = 32
"""Streams of Watch at once, on one port: balancers and supervisors, of which there are few."""


class PortHealth(HealthServicer):  # type: ignore[misc]  # the library has no types
    """Whether one port can decide. NOT_SERVING until `tell` says otherwise. Used on the event loop alone."""

    def __init__(self) -> None:
        self._told = aio.HealthServicer()

    async def tell(self, *, is_serving: bool) -> None:
        """From now on probes read this, and watches are told at once."""
        await self._told.set("", pb.HealthCheckResponse.SERVING if is_serving else pb.HealthCheckResponse.NOT_SERVING)

    async def Check(self, request: pb.HealthCheckRequest, call: Call) -> pb.HealthCheckResponse:  # noqa: N802
        """The state of now."""
        reply: pb.HealthCheckResponse = await self._told.Check(request, _Context(call.write))
        return reply

    async def Watch(self, request: pb.HealthCheckRequest, call: Call) -> None:  # noqa: N802
        """The state of now, and each one that follows."""
        await self._told.Watch(request, _Context(call.write))


@dataclass(frozen=True, slots=True)
class _Context:
    """All that the library asks of gRPC's own context."""

    write: Write

    async def abort(self, _status: Any) -> None:
        raise HealthNameUnknownError("Ask for the empty service name: the port as a whole.")
