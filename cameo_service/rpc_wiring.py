"""The two ports and what stands on them: servicers from use cases, one interceptor before them all.

What decides renders is made in `deciding_wiring` and what receives recordings in `enrollment_wiring`, both later.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import grpc

from cameo_service.clock import Clock
from cameo_service.config import ServiceConfig
from cameo_service.observing import Observer
from cameo_service.ordinary_words import InstalledWords
from cameo_service.rpc.access import AccessServicer
from cameo_service.rpc.appearances import AppearanceServicer
from cameo_service.rpc.consent import ConsentServicer
from cameo_service.rpc.delegation import DelegationServicer
from cameo_service.rpc.erasure import ErasureServicer
from cameo_service.rpc.front.assertions import (
    AssertionVerifier,
    InsecureDevAssertions,
    InsecureDevRelationships,
    KnownPeople,
    RelationshipVerifier,
)
from cameo_service.rpc.front.caller_source import CallerSource, InsecureDevCallers
from cameo_service.rpc.front.caller_table import NARROWING_ACTS
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ObserveStep, ordered_steps
from cameo_service.rpc.front.stopping import StoppingStep
from cameo_service.rpc.front.tls import TlsFiles
from cameo_service.rpc.groups import GroupServicer
from cameo_service.rpc.guardianship import GuardianServicer
from cameo_service.rpc.held_renders import HeldRenderServicer
from cameo_service.rpc.identity.identity import Edges, Identity
from cameo_service.rpc.identity.key_sets import fetch
from cameo_service.rpc.operator import OperatorServicer
from cameo_service.rpc.removals import RemovalServicer
from cameo_service.rpc.restrictions import RestrictionServicer
from cameo_service.usecase_wiring import Ports
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.consent.names import SetNames
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.enrollment.places import WAITING_PER_PLACE
from cameo_service.usecases.operator.erasure import EraseSubject, GetErasure
from cameo_service.usecases.render.usable import ListUsableLikenesses
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardian

_LOG = logging.getLogger("cameo_service")
LATE = tuple(f"cameo.v1.{name}Service" for name in ("Render", "History", "Event", "Review"))
"""Services of the port of unary calls that no act of narrowing needs: loaded once what narrows is answered."""
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
        """Begins to answer unary calls: probes read that they are decided. Those of `LATE` wait for `decide`."""
        self.checks.start()
        self.checks.tell_health(is_serving=True)

    def decide(self, servicers: tuple[object, ...]) -> None:
        """Begins to answer what was late.

        servicers: one for each service of `LATE`.
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

    def server(port: int, threads: int, add: Callable[[grpc.aio.Server], None], late: tuple[str, ...]) -> RpcServer:
        settings = PortSettings(
            config.host, port, threads, known.source, steps, ports.clock, NARROWING_ACTS, tls=tls, late=late
        )
        return bound(loop, settings, add)

    first = narrowing_servicers(ports, guardians=config.guardians)
    checks = server(
        config.port, config.check_threads, services(*first), (*LATE, _REFLECTION) if config.reflection else LATE
    )

    def streams(servicer: object) -> RpcServer:
        threads = config.live_recordings * (1 + WAITING_PER_PLACE) + _SPARE_THREADS
        return server(config.stream_port, threads, services(*_reflected(config, ports.clock, servicer)), ())

    def bring(deciding: tuple[object, ...]) -> None:
        checks.bring(services(*_reflected(config, ports.clock, *first, *deciding)[len(first) :]))

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


def narrowing_servicers(ports: Ports, *, guardians: bool) -> tuple[object, ...]:
    """What people and operators take consent away with, and all else of these services.

    Args:
        ports: the edges.
        guardians: whether minors may have guardians.
    """
    writes, reads = ports.writes, ports.reads
    return (
        ConsentServicer(writes, reads),
        RestrictionServicer(writes, reads, SetNames(InstalledWords())),
        AccessServicer(writes, reads, ListUsableLikenesses(ports.store, ports.clock)),
        HeldRenderServicer(writes, reads),
        GroupServicer(writes, reads),
        AppearanceServicer(writes, reads),
        OperatorServicer(writes, reads),
        ErasureServicer(
            writes, EraseSubject(NetsInUse(ports.vault, ports.nets)), GetErasure(ports.store, ports.receipt_signer)
        ),
        RemovalServicer(writes, reads),
        DelegationServicer(writes, reads),
        GuardianServicer(writes, reads, BecomeGuardian(guardians)),
    )
