"""Wiring: makes a running service from its configuration. Only here edges meet use cases; no decisions."""

import logging
import os
from dataclasses import dataclass
from functools import partial

from cameo_client.errors import HistoryError
from cameo_service.analysis.enrollment_task import Models, PooledAnalyst
from cameo_service.analysis.errors import AnalysisError
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import WrongDataDirectoryError, claim_for_policy
from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.history.sequencer import Sequencer
from cameo_service.ids import UuidV7Source
from cameo_service.rpc.history import HistoryServicer, HistoryUseCases, ReceiptConverter
from cameo_service.rpc_wiring import PortUnavailableError, Servers, servers
from cameo_service.storage.batch_logs import IssuedLog, RefusalLog
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.sweeper import EventSweeper
from cameo_service.usecase_wiring import Ports
from cameo_service.usecases.consent.handles import SweepHandles
from cameo_service.usecases.enrollment.attempt import Attempts
from cameo_service.usecases.enrollment.replay import SweepRecordings
from cameo_service.usecases.operator.erasure import FinishErasures
from cameo_service.usecases.outputs.takedowns import RetellTakedowns
from cameo_service.usecases.ports.history import BehindItsMarkError
from cameo_service.usecases.records.events import SweepEvents, TellRefusals
from cameo_service.usecases.records.export import ExportSubject
from cameo_service.usecases.records.receipts import GetCheckpoint, GetProvenance, GetReceipt
from cameo_service.usecases.render.held import SweepHeldRenders
from cameo_service.usecases.render.outcome import Classifiers
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.grant_signer import EnvelopeGrantSigner, RecordedSigner
from cameo_service.vault.key_ring import KeyRing, SigningKeys
from cameo_service.vault.key_ring_file import KeyRingFile, RingEncryptionKeys
from cameo_service.watch.supervisor import WatchSettings, WatchSupervisor, WatchUnavailableError
from cameo_service.webhooks.message import post
from cameo_service.webhooks.relay import RelayThread, WebhookRelay
from consent.content_classes import ReviewPolicy
from liveness.challenge.plan import consent_sentence
from liveness.errors import ChallengeError
from liveness.media.formats import RecordingLimits

_LOG = logging.getLogger("cameo_service")
_USE = "videos with my likeness"
CALLS_GRACE_S = 3.0


class NoCallerSourceError(Exception):
    """No source of caller identities is configured: use `--insecure-dev` on loopback until mTLS and JWT are
    supported.
    """


START_ERRORS = (
    NoCallerSourceError,
    PortUnavailableError,
    WrongDataDirectoryError,
    KeyRingError,
    StoreError,
    HistoryError,
    BehindItsMarkError,
    AnalysisError,
    WatchUnavailableError,
    ChallengeError,
    OSError,
)
"""Errors of `start` that an operator can correct; the message says how."""


@dataclass(slots=True)
class Service:
    """A running service. `port` answers unary calls, `stream_port` recordings."""

    _servers: Servers
    _watch: WatchSupervisor
    _sweeper: EventSweeper
    _relay: RelayThread | None
    _analyst: PooledAnalyst
    _refusals: RefusalLog
    _issued: IssuedLog
    _store: SqliteStore
    _leaves: HistoryReader
    _sequencer: Sequencer

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
        return self._servers.streams.port

    def stop(self) -> None:
        """Lets running calls end, then closes all parts, the last opened first."""
        self._servers.stop(CALLS_GRACE_S)
        self._watch.stop()
        self._sweeper.close()
        if self._relay is not None:
            self._relay.close()
        self._refusals.close()
        self._issued.close()
        self._sequencer.close()
        self._leaves.close()
        self._store.close()
        self._analyst.close()


def start(config: ServiceConfig) -> Service:
    """Starts a service; returns when both ports answer.

    Order matters: analysis workers before any gRPC object, keys before data, data before ports.

    Raises:
        NoCallerSourceError: no source of caller identities is configured.
        START_ERRORS: the other errors; the message says what to correct.
    """
    if not config.insecure_dev:
        raise NoCallerSourceError(str(NoCallerSourceError.__doc__))
    clock, limits = SystemClock(), RecordingLimits()
    consent = consent_sentence(config.operator_name, _USE)
    claim_for_policy(config.data_dir, config.policy)
    ring_file = KeyRingFile(config.key_ring, config.data_dir)
    ring = ring_file.load()
    analyst = PooledAnalyst(Models(config.models, config.engines), limits, consent, config.analysis_workers, clock)
    history = HistoryFolder(config.history, config.data_dir, ring.token_secret)
    store = open_store(config.data_dir, os.urandom, history.mark.admit)
    if config.guardians:
        store.count_guardians()
    leaves = HistoryReader(config.data_dir, os.urandom)
    history.mark.raise_to(leaves.high_water())
    store.mark_narrowing_with(history.mark.raise_to)
    watch = WatchSupervisor(_watch_settings(config, store, ring))
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
        classifiers=Classifiers(None if config.insecure_dev else frozenset(config.classifiers)),
        reviews=ReviewPolicy(frozenset(config.review_uses), frozenset(config.review_classes)),
    )
    receipts = _receipts(config, ports, leaves, TilesTree(history))
    served = servers(config, ports, analyst, receipts, consent, limits)
    _LOG.info("%d recordings of an earlier process are abandoned", Attempts(store, clock).abandon_left_behind())
    served.start()
    sweeper = _sweeper(store, clock, RingEncryptionKeys(ring_file, os.urandom, clock), vault)
    relay = _relay(config, ports, SigningKeys(ring))
    return Service(served, watch, sweeper, relay, analyst, refusals, issued, store, leaves, Sequencer(history, leaves))


def _sweeper(store: SqliteStore, clock: SystemClock, keys: RingEncryptionKeys, vault: EnvelopeVault) -> EventSweeper:
    return EventSweeper(
        SweepEvents(store, clock),
        SweepHeldRenders(store, clock),
        SweepRecordings(store, clock),
        SweepHandles(store, clock),
        RetellTakedowns(store, clock),
        TellRefusals(store, clock),
        FinishErasures(store, clock, keys, vault),
        store.empty_logs,
    )


def _receipts(config: ServiceConfig, ports: Ports, leaves: HistoryReader, tree: TilesTree) -> HistoryServicer:
    use_cases = HistoryUseCases(
        get_receipt=GetReceipt(ports.store, leaves, tree),
        get_checkpoint=GetCheckpoint(tree),
        export_subject=ExportSubject(ports.store, ports.clock, leaves, leaves, tree),
        get_provenance=GetProvenance(ports.store, ports.signer, leaves, tree),
    )
    return HistoryServicer(use_cases, ReceiptConverter(tree.origin(), config.operator_name))


def _relay(config: ServiceConfig, ports: Ports, keys: SigningKeys) -> RelayThread | None:
    if not config.webhook_url:
        return None
    return RelayThread(WebhookRelay(ports.store, ports.clock, keys, partial(post, config.webhook_url)).relay)


def _watch_settings(config: ServiceConfig, store: SqliteStore, ring: KeyRing) -> WatchSettings:
    deployment = store.deployment()
    return WatchSettings(
        database=str(config.data_dir / MAIN_DATABASE),
        deployment_id=deployment.deployment_id.hex(),
        incarnation=deployment.incarnation,
        host=config.host,
        port=config.watch_port,
        ended_keys=tuple(key.key_id for key in ring.signing_keys if key.revoked_us is not None),
    )
