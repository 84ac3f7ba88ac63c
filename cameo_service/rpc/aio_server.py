"""A gRPC server on an event loop, for streams that many clients keep open. The wiring names its services."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import grpc

from cameo_service.rpc.aio_interceptor import AioStepInterceptor
from cameo_service.rpc.caller_source import CallerSource
from cameo_service.rpc.server import require_loopback
from cameo_service.rpc.steps import Step

LARGEST_REQUEST_BYTES = 4096
"""A cursor, with room for what stands beside it."""
PING_MS, PING_TIMEOUT_MS = 10_000, 5_000
"""A watcher whose machine is gone is found out within 15 s."""


AddAioServices: TypeAlias = Callable[[grpc.aio.Server], None]


class AioRpcServer:
    """One port. Made and used on one event loop.

    Raises:
        InsecureBindError: `source` believes what callers say, and `host` can be reached from elsewhere.
        RuntimeError: the port cannot be bound.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        source: CallerSource,
        steps: Sequence[Step],
        add_services: AddAioServices,
    ) -> None:
        require_loopback(source, host)
        self._server = grpc.aio.server(
            interceptors=[AioStepInterceptor(steps)],
            options=[
                ("grpc.max_receive_message_length", LARGEST_REQUEST_BYTES),
                ("grpc.keepalive_time_ms", PING_MS),
                ("grpc.keepalive_timeout_ms", PING_TIMEOUT_MS),
                # Two servers on one port would share its calls without either saying so.
                ("grpc.so_reuseport", 0),
            ],
        )
        add_services(self._server)
        self.port = self._server.add_insecure_port(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")

    async def start(self) -> None:
        """Begins to answer."""
        await self._server.start()

    async def stop(self, grace_s: float) -> None:
        """Refuses new calls, lets running ones end for `grace_s` seconds, and cancels the rest."""
        await self._server.stop(grace_s)
