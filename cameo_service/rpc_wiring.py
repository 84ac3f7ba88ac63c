"""The two ports and what stands on them: servicers from use cases, one interceptor before them all.

What receives recordings is made in `recording_wiring`, later.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import grpc

from cameo_service.clock import Clock
from cameo_service.config import ServiceConfig
from cameo_service.observing import UNTOLD, Observer
from cameo_service.ordinary_words import InstalledWords
from cameo_service.rpc.access import AccessServicer
from cameo_service.rpc.appearances import AppearanceServicer
from cameo_service.rpc.consent import ConsentServicer
from cameo_service.rpc.delegation import DelegationServicer
from cameo_service.rpc.erasure import ErasureServicer
from cameo_service.rpc.events import EventServicer
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
from cameo_service.rpc.history import HistoryServicer
from cameo_service.rpc.identity.identity import Edges, Identity
from cameo_service.rpc.identity.key_sets import fetch
from cameo_service.rpc.operator import OperatorServicer
from cameo_service.rpc.removals import RemovalServicer
from cameo_service.rpc.render import RenderServicer
from cameo_service.rpc.restrictions import RestrictionServicer
from cameo_service.rpc.reviews import ReviewServicer
from cameo_service.usecase_wiring import Ports, render_use_cases
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.consent.names import SetNames
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.enrollment.places import WAITING_PER_PLACE
from cameo_service.usecases.operator.erasure import EraseSubject, GetErasure
from cameo_service.usecases.records.events import ListEvents
from cameo_service.usecases.render.usable import ListUsableLikenesses
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardian

_LOG = logging.getLogger("cameo_service")
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
        new_streams: makes the port of recordings from its servicer.
        stopping: refuses what is not begun any more.
        loop: serves both.
    """

    def __init__(
        self,
        checks: RpcServer,
        new_streams: Callable[[object], RpcServer],
        stopping: StoppingStep,
        loop: ServerLoop,
    ) -> None:
        self.checks, self._new_streams, self._stopping, self._loop = checks, new_streams, stopping, loop
        self._streams: RpcServer | None = None

    @property
    def stream_port(self) -> int:
        """Bound port of recordings; 0 before it is open."""
        return self._streams.port if self._streams else 0

    def start(self) -> None:
        """Begins to answer unary calls: probes read that they are decided."""
        self.checks.start()
        self.checks.tell_health(is_serving=True)

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


def servers(config: ServiceConfig, ports: Ports, history: HistoryServicer, observer: Observer = UNTOLD) -> Servers:
    """The port of unary calls, not yet answering, and what makes the port of recordings.

    Raises:
        PortUnavailableError: the port cannot be listened on.
        CallerFileError, TlsFilesError: a file that says who calls, or a TLS file, cannot be used.
    """
    meter = Meter(ports.clock)
    known = identities(config, FirstContact(ports.store, ports.clock, ports.ids, meter.admit), ports.clock)
    stopping = StoppingStep()
    steps = (
        ObserveStep(observer, ports.clock),
        *ordered_steps(lambda: secrets.token_hex(8), _LOG, known.source, known.assertions, {}, meter),
        stopping,
    )
    tls = tls_files(config)
    loop = ServerLoop()

    def server(port: int, threads: int, *servicers: object) -> RpcServer:
        if config.reflection:
            servicers = (*servicers, _reflection(servicers, ports.clock))
        settings = PortSettings(config.host, port, threads, known.source, steps, ports.clock, NARROWING_ACTS, tls=tls)
        return bound(loop, settings, services(*servicers))

    unary = unary_servicers(ports, known.assertions, known.relationships, guardians=config.guardians)
    return Servers(
        server(config.port, config.check_threads, *unary, history),
        partial(server, config.stream_port, config.live_recordings * (1 + WAITING_PER_PLACE) + _SPARE_THREADS),
        stopping,
        loop,
    )


def _reflection(servicers: tuple[object, ...], clock: Clock) -> object:
    # Loaded where a setting asks for it.
    from cameo_service.rpc.front.reflection import Reflection  # noqa: PLC0415 - as above

    return Reflection(servicers, clock.monotonic_s)


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


def unary_servicers(
    ports: Ports, assertions: AssertionVerifier, relationships: RelationshipVerifier, *, guardians: bool
) -> tuple[object, ...]:
    """Everything that stands on the port of unary calls, apart from the history.

    Args:
        ports: the edges.
        assertions: verifies assertions that come inside a request.
        relationships: verifies what an app vouches for.
        guardians: whether minors may have guardians.
    """
    writes, reads = ports.writes, ports.reads
    return (
        ConsentServicer(writes, reads),
        RestrictionServicer(writes, reads, SetNames(InstalledWords())),
        AccessServicer(writes, reads, ListUsableLikenesses(ports.store, ports.clock)),
        HeldRenderServicer(writes, reads),
        GroupServicer(writes, reads),
        RenderServicer(render_use_cases(ports), reads, assertions, relationships),
        AppearanceServicer(writes, reads),
        EventServicer(ListEvents(ports.store)),
        OperatorServicer(writes, reads),
        ReviewServicer(writes, reads),
        ErasureServicer(
            writes, EraseSubject(NetsInUse(ports.vault, ports.nets)), GetErasure(ports.store, ports.receipt_signer)
        ),
        RemovalServicer(writes, reads),
        DelegationServicer(writes, reads),
        GuardianServicer(writes, reads, BecomeGuardian(guardians)),
    )
