"""Wiring: makes a running service from its configuration. Only here edges meet use cases; no decisions."""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from cameo_client.errors import HistoryError
from cameo_service.analysis.errors import AnalysisError
from cameo_service.calibration_file import read
from cameo_service.clock import SystemClock, UuidV7Source
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import (
    DirectoryInUseError,
    DirectoryTakenError,
    Serving,
    WrongDataDirectoryError,
    claim_for_policy,
)
from cameo_service.history.continuity import require_one_past
from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.history.sequencer import Sequencer
from cameo_service.observing import UNTOLD, TelemetryUnavailableError
from cameo_service.rpc.front.tls import TlsFilesError
from cameo_service.rpc.identity.caller_file import CallerFileError
from cameo_service.storage.batch_logs import IssuedLog, RefusalLog
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.written.compiling import load_builders
from cameo_service.sweeper import EventSweeper
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.ports.history import BehindItsMarkError
from cameo_service.usecases.ports.store import DatabaseUnavailableError
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.grant_signer import EnvelopeGrantSigner, RecordedSigner, SigningKeys
from cameo_service.vault.key_ring_file import KeyRingFile, RingEncryptionKeys
from cameo_service.watch.supervisor import WatchSettings, WatchSupervisor, WatchUnavailableError
from cameo_service.wiring.outgoing import watch_settings, webhook_relay
from cameo_service.wiring.rpc import Identities, PortUnavailableError, Servers, identities, servers
from cameo_service.wiring.schema import ready_directory
from cameo_service.wiring.storage import as_chosen, election, open_database, open_history
from cameo_service.wiring.telemetry import Parts, telemetry, tell_state
from cameo_service.wiring.usecases import Ports
from consent.content_classes import Classifiers, ReviewPolicy
from consent.sounds import tables
from liveness.challenge.plan import consent_sentence
from liveness.errors import ChallengeError
from liveness.limits.calibration import Calibration, CalibrationError

if TYPE_CHECKING:  # what these import is loaded once the first port is open
    from cameo_service.telemetry.exporting import Telemetry
    from cameo_service.usecases.enrollment.drain import DrainRecordings
    from cameo_service.wiring.enrollment import Recordings

_LOG = logging.getLogger("cameo_service")
_USE = "videos with my likeness"
CALLS_GRACE_S = 3.0


class NoCallerSourceError(Exception):
    """Nothing says who may call: set callers, tls_certificate and tls_key (docs/integrate.md), or try the service out
    with `--insecure-dev` on loopback.
    """


START_ERRORS = (
    NoCallerSourceError,
    CallerFileError,
    TlsFilesError,
    PortUnavailableError,
    WrongDataDirectoryError,
    DirectoryInUseError,
    DirectoryTakenError,
    KeyRingError,
    CalibrationError,
    StoreError,
    HistoryError,
    BehindItsMarkError,
    DatabaseUnavailableError,
    AnalysisError,
    WatchUnavailableError,
    TelemetryUnavailableError,
    ChallengeError,
    OSError,
)
"""Errors of `start` that an operator can correct; the message says how."""


@dataclass(slots=True)
class Service:
    """A running service. `port` answers unary calls, `stream_port` recordings."""

    _servers: Servers
    _watch: WatchSupervisor
    _parts: "tuple[_Part | None, ...]"
    _drain: "DrainRecordings"
    _store: DatabaseStore
    _leaves: HistoryReader
    _sequencer: Sequencer
    _told: "Telemetry | None"
    _directory: ExitStack

    @property
    def port(self) -> int:
        """Bound port of unary calls."""
        return self._servers.checks.port

    @property
    def watch_port(self) -> int:
        """Bound port of watches."""
        return self._watch.port

    @property
    def stream_port(self) -> int:
        """Bound port of recordings."""
        return self._servers.stream_port

    def stop(self) -> None:
        """Lets recordings and calls end, then closes all parts, the last opened first. Waits 30 s in all at most.

        Order matters: probes first, recordings before the ports that say their verdicts, both before the watch that
        tells renderers what was taken away meanwhile, and the databases last.
        """
        self._servers.announce_stop()
        drained = self._drain()
        _LOG.info("stopping: %d recordings ended, %d were abandoned", drained.ended, drained.abandoned)
        self._servers.stop(CALLS_GRACE_S)
        self._watch.stop()
        _close(self._parts)
        self._sequencer.close()
        self._leaves.close()
        self._store.close()
        if self._told is not None:
            self._told.close()
        self._directory.close()


def start(config: ServiceConfig) -> Service:
    """Starts a service; returns when every port can decide.

    Order matters: keys before data, data before ports, and the nets last: while they load, which takes seconds to
    minutes, everything that takes consent away is answered already.

    Raises:
        NoCallerSourceError: no source of caller identities is configured.
        START_ERRORS: the other errors; the message says what to correct.
    """
    if not config.insecure_dev and config.callers is None:
        raise NoCallerSourceError(str(NoCallerSourceError.__doc__))
    clock, consent = SystemClock(), consent_sentence(config.operator_name, _USE, config.extra_challenge)
    claim_for_policy(config.data_dir, config.policy)
    ring_file = KeyRingFile(config.key_ring, config.data_dir)
    ring = ring_file.load()
    calibrated = read(config.calibration, ring.token_secret) if config.calibration else None
    history = HistoryFolder(config.history, config.data_dir, ring.token_secret)
    directory = ready_directory(config)
    serving = directory.enter_context(closing(Serving(config.data_dir)))
    store = open_database(config, partial(require_one_past, history))
    as_chosen(store, config)
    leaves = open_history(config)
    history.mark.raise_to(leaves.high_water())
    store.mark_narrowing_with(history.mark.raise_to)
    refusals, issued = RefusalLog(store), IssuedLog(store)
    vault = EnvelopeVault(ring_file.load, store.deployment(), os.urandom)
    ports = Ports(
        store=store,
        vault=vault,
        signer=RecordedSigner(EnvelopeGrantSigner(SigningKeys(ring)), issued),
        receipt_signer=SigningKeys(ring),
        refusals=refusals,
        ids=UuidV7Source(os.urandom),
        clock=clock,
        token_secret=ring.token_secret,
        nets=config.engines.nets,
        classifiers=Classifiers(None if config.insecure_dev else frozenset(config.classifiers)),
        reviews=ReviewPolicy(frozenset(config.review_uses), frozenset(config.review_classes)),
    )
    told, meter = telemetry(config), Meter(clock)
    known = identities(config, FirstContact(store, clock, ports.ids, meter.admit), clock)
    served = servers(config, ports, known, meter, told or UNTOLD)
    watch, judged, presence = _started(
        served,
        watch_settings(config, store, ring),
        lambda: _narrowing(config, ports),
        lambda: _deciding(config, ports, known, leaves, TilesTree(history)),
        lambda: _recordings(config, ports, consent, serving, calibrated),
    )
    store.wake_with(watch.wake)
    keys = RingEncryptionKeys(ring_file, os.urandom, clock)
    sweeper = _sweeper(store, clock, keys, vault, judged.sweep, judged.moves)
    relay = webhook_relay(config, ports, SigningKeys(ring), told or UNTOLD)
    tell_state(told, config, Parts(clock, store, leaves, history, watch, judged.turns, judged.analyst.load_now))
    parts = (sweeper, presence, relay, refusals, issued)
    stop = partial(_stop_serving, store, watch, parts)
    elected = directory.enter_context(closing(election(config)))
    sequencer = Sequencer(history, leaves, stop, elected.is_elected)
    return Service(served, watch, parts, judged.drain, store, leaves, sequencer, told, directory)


class _Part(Protocol):
    """What can be closed while the service still answers."""

    def close(self) -> None:
        """Ends its thread. May be called again."""


def _stop_serving(store: DatabaseStore, watch: WatchSupervisor, parts: tuple[_Part | None, ...]) -> None:
    """Answers refuse, renderers hear nothing and stop, and no thread writes or tells any more."""
    store.stop_serving()
    watch.stop()
    _close(parts)


def _close(parts: tuple[_Part | None, ...]) -> None:
    for part in parts:
        if part is not None:
            part.close()


def _narrowing(config: ServiceConfig, ports: Ports) -> tuple[object, ...]:
    # A tenth of all that a start imports.
    from cameo_service.wiring.narrowing import narrowing_servicers  # noqa: PLC0415 - as above

    return narrowing_servicers(ports, guardians=config.guardians)


def _deciding(
    config: ServiceConfig, ports: Ports, known: Identities, leaves: HistoryReader, tree: TilesTree
) -> tuple[object, ...]:
    # A seventh of all that a start imports.
    from cameo_service.wiring.deciding import deciding_servicers, history_servicer  # noqa: PLC0415 - as above

    deciding = deciding_servicers(ports, known.assertions, known.relationships)
    return (*deciding, history_servicer(config, ports, leaves, tree))


def _recordings(
    config: ServiceConfig, ports: Ports, consent: str, serving: Serving, calibrated: tuple[Calibration, str] | None
) -> "Recordings":
    """On a database server, services of other machines may be at work: what dead ones left is ended by its silence."""
    # Libraries for media and nets take seconds to import: by now everything else is answered.
    from cameo_service.wiring.enrollment import recordings  # noqa: PLC0415 - as above

    made = recordings(config, ports, consent, calibrated)
    if serving.is_alone and not config.database_url:
        _LOG.info("%d recordings of an earlier process are abandoned", made.attempts.end_left_behind())
    serving.let_others()
    return made


def _started(
    served: Servers,
    settings: WatchSettings,
    narrowing: Callable[[], tuple[object, ...]],
    deciding: Callable[[], tuple[object, ...]],
    recordings: Callable[[], "Recordings"],
) -> "tuple[WatchSupervisor, Recordings, EventSweeper]":
    """What stops renders at once, what else narrows, all other unary calls, the watch, recordings, and the nets last.

    What has begun is ended when a later one fails.
    """
    with ExitStack() as begun:
        served.start()
        begun.callback(served.stop, 0.0)
        _LOG.info("port %d answers what stops renders at once; the rest is loaded now", served.checks.port)
        served.bring(narrowing())
        served.bring(deciding())
        _LOG.info("port %d decides; what judges recordings is loaded now", served.checks.port)
        tables()
        load_builders()
        watch = WatchSupervisor(settings)
        begun.callback(watch.stop)
        judged = recordings()
        presence = judged.new_presence()
        begun.callback(presence.close)
        served.open_recordings(judged.servicer)
        judged.analyst.load()
        served.judge_recordings()
        begun.pop_all()
    return watch, judged, presence


def _sweeper(
    store: DatabaseStore,
    clock: SystemClock,
    keys: RingEncryptionKeys,
    vault: EnvelopeVault,
    *loaded_last: Callable[[], int],
) -> EventSweeper:
    from cameo_service.wiring.narrowing import sweeps  # noqa: PLC0415 - loaded by now

    return EventSweeper(*sweeps(store, clock, keys, vault, *loaded_last))
