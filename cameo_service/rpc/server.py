"""A synchronous gRPC server behind the one interceptor. Which services it carries is the wiring's to say.

Unary calls and long streams never share a thread pool, so a service runs two of these on two ports.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import TypeAlias

import grpc

from cameo_service.rpc.caller_source import CallerSource
from cameo_service.rpc.errors import InsecureBindError
from cameo_service.rpc.interceptor import StepInterceptor
from cameo_service.rpc.steps import Step

LARGEST_REQUEST_BYTES = 256 * 1024
"""A prompt of 32 KiB or a chunk of 64 KiB, with room for what stands beside it."""
LARGEST_REPLY_BYTES = 64 * 1024 * 1024
"""The likeness references of 16 people, each at most nine JPEGs and half a minute of voice."""
WAITING_PER_THREAD = 64
"""Calls that wait for a thread; beyond them gRPC answers RESOURCE_EXHAUSTED, before anything of ours runs."""

AddServices: TypeAlias = Callable[[grpc.Server], None]


class RpcServer:
    """One port.

    Raises:
        InsecureBindError: `source` believes what callers say, and `host` can be reached from elsewhere.
        RuntimeError: the port cannot be bound.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        threads: int,
        source: CallerSource,
        steps: Sequence[Step],
        add_services: AddServices,
    ) -> None:
        require_loopback(source, host)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"rpc-{port}")
        self._server = grpc.server(
            self._pool,
            interceptors=[StepInterceptor(steps)],
            maximum_concurrent_rpcs=threads * (1 + WAITING_PER_THREAD),
            options=[
                ("grpc.max_receive_message_length", LARGEST_REQUEST_BYTES),
                ("grpc.max_send_message_length", LARGEST_REPLY_BYTES),
                # Two servers on one port would share its calls without either saying so.
                ("grpc.so_reuseport", 0),
            ],
        )
        add_services(self._server)
        self.port = self._server.add_insecure_port(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")

    def start(self) -> None:
        """Begins to answer."""
        self._server.start()

    def stop(self, grace_s: float) -> None:
        """Refuses new calls, lets running ones end for `grace_s` seconds, cancels the rest, and waits for all."""
        self._server.stop(grace_s).wait()
        self._pool.shutdown()


def require_loopback(source: CallerSource, host: str) -> None:
    """Refuses callers that name themselves on an address that other machines reach.

    Raises:
        InsecureBindError: that is what was asked for.
    """
    if source.loopback_only and not (host == "localhost" or ip_address(host).is_loopback):
        raise InsecureBindError("Callers name themselves here: listen on 127.0.0.1, ::1 or localhost only.")
