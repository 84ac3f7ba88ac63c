"""The two ports and what stands on them: servicers from use cases, one interceptor before them all.

Later come the other services that narrow (`wiring.narrowing`), what decides renders (`wiring.deciding`) and what
receives recordings (`wiring.enrollment`).
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import grpc

from cameo_service.clock import Clock
from cameo_service.config import ServiceConfig
from cameo_service.observing import Observer
from cameo_service.rpc.consent import ConsentServicer
from cameo_service.rpc.front.assertions import (
    AssertionVerifier,
    InsecureDevAssertions,
    InsecureDevRelationships,
    KnownPeople,
    RelationshipVerifier,
)
from cameo_service.rpc.front.caller_source import CallerSource, InsecureDevCallers
from cameo_service.rpc.front.caller_table import NARROWING_ACTS
from cameo_service.rpc.front.lane import ON_FILES
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ObserveStep, ordered_steps
from cameo_service.rpc.front.stopping import StoppingStep
from cameo_service.rpc.front.tls import TlsFiles
from cameo_service.rpc.identity.identity import Edges, Identity
from cameo_service.rpc.identity.key_sets import fetch
from cameo_service.rpc.operator import OperatorServicer
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.enrollment.places import WAITING_PER_PLACE
from cameo_service.wiring.usecases import Ports

_LOG = logging.getLogger("cameo_service")
_NARROWING = (
    *("Restriction", "Access", "HeldRender", "Group", "Appearance"),
    *("Erasure", "Removal", "Delegation", "Guardian"),
)
_DECIDING = ("Render", "History", "Event", "Review")
LATE = tuple(f"cameo.v1.{name}Service" for name in (*_NARROWING, *_DECIDING))
"""Services of the port of unary calls that are loaded once it is open, in this order."""
_REFLECTION = "grpc.reflection.v1alpha.ServerReflection"
_SPARE_THREADS = 2
"""Beside recordings and those that wait, for StartEnrollment, GetEnrollment and the refusal of one too many."""


class PortUnavailableError(Exception):
    """A port cannot be listened on: another program has it, or this one may not."""


def bound(loop: ServerLoop, settings: PortSettings, add: Callable[[grpc.aio.Server], None]) -> RpcServer:
    """A port of the service that does not answer yet. add: puts the methods on it.

    Raises:
        PortUnavailableError: the port cannot be listened on.
    """
    try:
        return RpcServer(loop, settings, add)
    except RuntimeError as error:
        raise PortUnavailableError(
            f"Port {settings.port} of {settings.host} is taken or closed to us: choose another."
        ) from error


class Servers:
    """The port of unary calls and, once recordings can be received, theirs, on one event loop.

    Args:
        checks: the port of unary calls.
        bring: puts the services that are late on that port.
        new_streams: makes the port of recordings from its servicer.
        stopping: refuses what is not begun any more.
        loop: serves both.
    """

    def __init__(
        self,
        checks: RpcServer,
        bring: Callable[[tuple[object, ...]], None],
        new_streams: Callable[[object], RpcServer],
        stopping: StoppingStep,
        loop: ServerLoop,
    ) -> None:
        self.checks, self._bring, self._new_streams = checks, bring, new_streams
        self._stopping, self._loop = stopping, loop
        self._streams: RpcServer | None = None

    @property
    def stream_port(self) -> int:
        """Bound port of recordings; 0 before it is open."""
        return self._streams.port if self._streams else 0

    def start(self) -> None:
        """Begins to answer unary calls: probes read that they are decided. Those of `LATE` wait for `bring`."""
        self.checks.start()
        self.checks.tell_health(is_serving=True)

    def bring(self, servicers: tuple[object, ...]) -> None:
        """Begins to answer what was late.

        servicers: of some of the services of `LATE`.
        """
        self._bring(servicers)

    def open_recordings(self, servicer: object) -> None:
        """Begins to receive recordings; probes read that they are not judged yet.

        Raises:
            PortUnavailableError: the port cannot be listened on.
        """
        self._streams = self._new_streams(servicer)
        self._streams.start()

    def judge_recordings(self) -> None:
        """Says to probes that the nets are loaded."""
        if self._streams:
            self._streams.tell_health(is_serving=True)

    def announce_stop(self) -> None:
        """Says to probes that another process should be asked, and begins no recording and no session any more."""
        self._stopping.stop()
        self.checks.tell_health(is_serving=False)
        if self._streams:
            self._streams.tell_health(is_serving=False)

    def stop(self, grace_s: float) -> None:
        """Lets running calls end for `grace_s` seconds each, and cancels the rest; revocations are answered longest."""
        if self._streams:
            self._streams.stop(grace_s)
        self.checks.stop(grace_s)
        self._loop.close()


def servers(config: ServiceConfig, ports: Ports, known: "Identities", meter: Meter, observer: Observer) -> Servers:
    """The port of unary calls, not yet answering, and what makes the port of recordings.

    Raises:
        PortUnavailableError: the port cannot be listened on.
        TlsFilesError: a TLS file cannot be used.
    """
    stopping = StoppingStep()
    steps = (
        ObserveStep(observer, ports.clock),
        *ordered_steps(lambda: secrets.token_hex(8), _LOG, known.source, known.assertions, {}, meter),
        stopping,
    )
    tls = tls_files(config)
    loop = ServerLoop()

    def server(
        port: int,
        threads: int,
        add: Callable[[grpc.aio.Server], None],
        late: tuple[str, ...] = (),
        at_once: int | None = None,
    ) -> RpcServer:
        settings = PortSettings(
            config.host,
            port,
            threads,
            known.source,
            steps,
            ports.clock,
            NARROWING_ACTS,
            tls=tls,
            is_shared=config.share_ports,
            late=late,
            at_once=at_once,
        )
        return bound(loop, settings, add)

    first = first_servicers(ports)
    late = (*LATE, _REFLECTION) if config.reflection else LATE
    at_once = None if config.database_url else ON_FILES
    checks = server(config.port, config.check_threads, services(*first), late, at_once)

    def streams(servicer: object) -> RpcServer:
        threads = config.live_recordings * (1 + WAITING_PER_PLACE) + _SPARE_THREADS
        return server(config.stream_port, threads, services(*_reflected(config, ports.clock, servicer)))

    here = list(first)

    def bring(servicers: tuple[object, ...]) -> None:
        here.extend(servicers)
        is_whole = len(here) == len(first) + len(LATE)
        told = _reflected(config, ports.clock, *here)[len(here) :] if is_whole else ()
        checks.bring(services(*servicers, *told))

    return Servers(checks, bring, streams, stopping, loop)


def _reflected(config: ServiceConfig, clock: Clock, *servicers: object) -> tuple[object, ...]:
    """The servicers of one port and, where the operator turned it on, what lists them."""
    if not config.reflection:
        return servicers
    # Loaded where a setting asks for it.
    from cameo_service.rpc.front.reflection import Reflection  # noqa: PLC0415 - as above

    return (*servicers, Reflection(servicers, clock.monotonic_s))


@dataclass(frozen=True, slots=True)
class Identities:
    """What says who calls, for which person, and what an app vouches for."""

    source: CallerSource
    assertions: AssertionVerifier
    relationships: RelationshipVerifier


def identities(config: ServiceConfig, people: KnownPeople, clock: Clock) -> Identities:
    """Those of the caller file; those that are believed unsigned under `insecure_dev` alone.

    Raises:
        CallerFileError: the caller file cannot be used.
    """
    if config.callers is None:
        dev = InsecureDevAssertions(people, clock)
        return Identities(InsecureDevCallers(_LOG), dev, InsecureDevRelationships())
    identity = Identity(config.callers, Edges(people, clock, fetch, _LOG))
    return Identities(identity, identity, identity)


def tls_files(config: ServiceConfig) -> TlsFiles | None:
    """The TLS files of the configuration; None under `insecure_dev`."""
    if config.tls_certificate is None or config.tls_key is None:
        return None
    return TlsFiles(config.tls_certificate, config.tls_key, config.tls_client_ca)


def first_servicers(ports: Ports) -> tuple[object, ...]:
    """What stops renders at once: for a person by revoking, blocking and freezing, for all by the operator."""
    return (ConsentServicer(ports.writes, ports.reads), OperatorServicer(ports.writes, ports.reads))
