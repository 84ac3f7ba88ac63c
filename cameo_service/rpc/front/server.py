"""A gRPC server behind the one interceptor. Which servicers it carries is the wiring's to say.

Unary calls, recordings and watches stand on three ports, each with threads of its own.
"""

import logging
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import grpc

from cameo_service.addresses import is_loopback
from cameo_service.clock import Clock
from cameo_service.rpc.front.caller_source import CallerSource
from cameo_service.rpc.front.errors import InsecureBindError
from cameo_service.rpc.front.first_message import PATIENCE, Patience
from cameo_service.rpc.front.health import PortHealth
from cameo_service.rpc.front.interceptor import StepInterceptor
from cameo_service.rpc.front.lane import Lanes
from cameo_service.rpc.front.late_services import LateServices
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import Step
from cameo_service.rpc.front.tls import TlsFiles

_LOG = logging.getLogger(__name__)
LARGEST_REQUEST_BYTES = 256 * 1024
"""A prompt of 32 KiB or a chunk of 64 KiB, with room for what stands beside it."""
LARGEST_REPLY_BYTES = 64 * 1024 * 1024
"""The likeness references of 16 people, each at most nine JPEGs and half a minute of voice."""
MOST_OPEN_CALLS = 16_384
"""On one port, half-open ones with them: a bound on memory, some 20 KiB each."""
CALLS_PER_CONNECTION = 256
"""One caller's, on one connection; more wait on the caller's own side."""
PING_MS, PING_TIMEOUT_MS = 10_000, 5_000
"""A client whose machine is gone is found out within 15 s."""
LEAST_PING_MS = 5_000
"""A client may ask every 10 s whether the service is there, with no call running."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How long a connection is used, so that rotated certificates and a balancer's new targets count for all.

    connection_s: then the client is told to open another, and begins no call on this one any more. gRPC draws it from
        nine to eleven tenths of this, so that clients do not come back all at once.
    grace_s: what runs then may go on for so long. Longer than any recording, and than any watch: no stream is cut.
    """

    connection_s: float = 1_800.0
    grace_s: float = 2_100.0


AGES = Ages()

_GRPC_LOG = logging.getLogger("grpc._cython.cygrpc")

AddServices: TypeAlias = Callable[[grpc.aio.Server], None]


def _quotes_no_header(record: logging.LogRecord) -> bool:
    """False for the line in which gRPC quotes a header that is no UTF-8, such as an assertion."""
    return not str(record.msg).startswith("Invalid encoding on")


@dataclass(frozen=True, slots=True)
class PortSettings:
    """How one port is served.

    host: address to listen on. port: 0 lets the system choose. threads: handlers that run at once, apart from narrowing
    acts. source: says who calls; here only asked whether other machines may reach it, and whose calls take turns.
    steps: walked around every call. clock: stamps what a stream brings. narrowing: full names of methods with threads
    of their own. patience: how long a call may take to say what it wants. tls: None: without encryption, which is
    refused except on loopback. is_shared: other processes listen on the same port. largest_request_bytes: of one
    message. ages: how old a connection gets. late: full names of services that `RpcServer.bring` registers after the
    start; their calls wait for it. at_once: threads that take calls while none is held up; None: all (see `Lane`).
    """

    host: str
    port: int
    threads: int
    source: CallerSource
    steps: Sequence[Step]
    clock: Clock
    narrowing: Collection[str] = ()
    patience: Patience = PATIENCE
    largest_request_bytes: int = LARGEST_REQUEST_BYTES
    tls: TlsFiles | None = None
    is_shared: bool = False
    ages: Ages = AGES
    late: Collection[str] = ()
    at_once: int | None = None


class RpcServer:
    """One port.

    Args:
        loop: serves it.
        settings: see there.
        add_services: registers servicers; called on the loop.

    Raises:
        InsecureBindError: callers name themselves or calls are not encrypted, and the host can be reached from
            elsewhere.
        TlsFilesError: certificate and key cannot be used.
        RuntimeError: the port cannot be bound.
    """

    def __init__(self, loop: ServerLoop, settings: PortSettings, add_services: AddServices) -> None:
        require_loopback(settings)
        _GRPC_LOG.addFilter(_quotes_no_header)
        self._lanes = Lanes(f"rpc-{settings.port}", settings.threads, settings.narrowing, settings.at_once)
        self._loop = loop
        self._health, self._late = PortHealth(), LateServices(settings.late)
        self.tell_health(is_serving=False)
        self._server, self.port = loop.make(lambda: self._listen(settings, add_services))

    def _listen(self, settings: PortSettings, add_services: AddServices) -> tuple[grpc.aio.Server, int]:
        host, port = settings.host, settings.port
        server = grpc.aio.server(
            interceptors=[
                StepInterceptor(
                    settings.steps, self._lanes, settings.patience, settings.clock, settings.source.known_as, self._late
                )
            ],
            options=_options(settings),
            maximum_concurrent_rpcs=MOST_OPEN_CALLS,
        )
        add_services(server)
        services(self._health)(server)
        server.add_generic_rpc_handlers((self._late,))
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if settings.tls is None:
            return server, server.add_insecure_port(address)
        return server, server.add_secure_port(address, settings.tls.credentials(_LOG))

    def start(self) -> None:
        """Begins to answer."""
        self._loop.run(self._server.start())

    def bring(self, add_services: AddServices) -> None:
        """Registers the services that were late: their calls are answered from now on."""
        self._loop.make(lambda: self._late.bring(add_services))

    def tell_health(self, *, is_serving: bool) -> None:
        """What probes of this port read from now on; NOT_SERVING until the first time."""
        self._loop.run(self._health.tell(is_serving=is_serving))

    def stop(self, grace_s: float) -> None:
        """Refuses new calls, lets running ones end for `grace_s` seconds, cancels the rest, and waits for all."""
        self.tell_health(is_serving=False)
        self._loop.run(self._server.stop(grace_s))
        self._lanes.close()


def services(*servicers: object) -> AddServices:
    """Registers servicers, each a direct subclass of the class that is generated for its service.

    A service stands on one port: on another each of its methods is UNIMPLEMENTED, at once and always.
    """

    def add(server: grpc.aio.Server) -> None:
        for servicer in servicers:
            generated = type(servicer).__bases__[0]
            register = getattr(sys.modules[generated.__module__], f"add_{generated.__name__}_to_server")
            register(servicer, server)

    return add


def require_loopback(settings: PortSettings) -> None:
    """Refuses callers that name themselves, and calls without encryption, on an address that other machines reach.

    Raises:
        InsecureBindError: that is what was asked for.
    """
    if is_loopback(settings.host):
        return
    if settings.source.loopback_only:
        raise InsecureBindError("Callers name themselves here: listen on 127.0.0.1, ::1 or localhost only.")
    if settings.tls is None:
        raise InsecureBindError("Calls are not encrypted here: set tls_certificate and tls_key, or listen on loopback.")


def _options(settings: PortSettings) -> list[tuple[str, Any]]:
    return [
        ("grpc.max_receive_message_length", settings.largest_request_bytes),
        ("grpc.max_send_message_length", LARGEST_REPLY_BYTES),
        ("grpc.max_concurrent_streams", CALLS_PER_CONNECTION),
        ("grpc.keepalive_time_ms", PING_MS),
        ("grpc.keepalive_timeout_ms", PING_TIMEOUT_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", LEAST_PING_MS),
        ("grpc.max_connection_age_ms", round(settings.ages.connection_s * 1e3)),
        ("grpc.max_connection_age_grace_ms", round(settings.ages.grace_s * 1e3)),
        # Unless that was asked for, two servers on one port would share its calls without either saying so.
        ("grpc.so_reuseport", int(settings.is_shared)),
    ]
