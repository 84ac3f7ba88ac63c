"""Wiring: configuration to a running service. The only place where edges meet use cases; decides nothing itself."""

import logging
import os
import secrets
from dataclasses import dataclass
from functools import partial

from cameo_service.analysis.enrollment_task import IsolatedFollower, Models, PooledAnalyst
from cameo_service.analysis.errors import AnalysisError
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import WrongDataDirectoryError, claim_for_policy
from cameo_service.history.errors import HistoryError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.published import TilesTree
from cameo_service.history.sequencer import Sequencer
from cameo_service.rpc.access_servicer import AccessServicer
from cameo_service.rpc.appearance_servicer import AppearanceServicer
from cameo_service.rpc.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.caller_source import InsecureDevCallers
from cameo_service.rpc.consent_servicer import ConsentServicer
from cameo_service.rpc.delegation_servicer import DelegationServicer
from cameo_service.rpc.enrollment_servicer import EnrollmentServicer, EnrollmentUseCases
from cameo_service.rpc.erasure_servicer import ErasureServicer
from cameo_service.rpc.event_servicer import EventServicer
from cameo_service.rpc.first_contact import FirstContact
from cameo_service.rpc.grant_signer import EnvelopeGrantSigner
from cameo_service.rpc.group_servicer import GroupServicer
from cameo_service.rpc.held_render_servicer import HeldRenderServicer
from cameo_service.rpc.history_conversion import ReceiptConverter
from cameo_service.rpc.history_servicer import HistoryServicer
from cameo_service.rpc.operator_servicer import OperatorServicer
from cameo_service.rpc.removal_servicer import RemovalServicer
from cameo_service.rpc.render_servicer import RenderServicer
from cameo_service.rpc.restriction_servicer import RestrictionServicer
from cameo_service.rpc.review_servicer import ReviewServicer
from cameo_service.rpc.server import AddServices, RpcServer
from cameo_service.rpc.services import UnaryServicers, check_services, recording_service
from cameo_service.rpc.steps import ordered_steps
from cameo_service.storage.errors import StoreError
from cameo_service.storage.event_sweeper import EventSweeper
from cameo_service.storage.history_reader import HistoryReader
from cameo_service.storage.ids import UuidV7Source
from cameo_service.storage.issued_log import IssuedLog
from cameo_service.storage.refusal_log import RefusalLog
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.usecase_wiring import (
    Ports,
    access_use_cases,
    appearance_use_cases,
    consent_use_cases,
    delegation_use_cases,
    enrollment_use_cases,
    erasure_use_cases,
    group_use_cases,
    held_render_use_cases,
    history_use_cases,
    operator_use_cases,
    removal_use_cases,
    render_use_cases,
    restriction_use_cases,
    review_use_cases,
)
from cameo_service.usecases.content_labels import Classifiers
from cameo_service.usecases.finish_erasures import FinishErasures
from cameo_service.usecases.history_ports import BehindItsMarkError
from cameo_service.usecases.list_events import ListEvents
from cameo_service.usecases.owner_act import SENTENCES, OwnerAct
from cameo_service.usecases.recorded_signer import RecordedSigner
from cameo_service.usecases.retell_takedowns import RetellTakedowns
from cameo_service.usecases.sweep_events import SweepEvents
from cameo_service.usecases.sweep_held_renders import SweepHeldRenders
from cameo_service.usecases.sweep_recordings import SweepRecordings
from cameo_service.usecases.tell_refusals import TellRefusals
from cameo_service.vault.encryption_keys import RingEncryptionKeys
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring import KeyRing
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.vault.signing_keys import SigningKeys
from cameo_service.watch.settings import WatchSettings
from cameo_service.watch.supervisor import WatchSupervisor, WatchUnavailableError
from cameo_service.webhooks.post import post
from cameo_service.webhooks.relay import RelayThread, WebhookRelay
from consent.review_policy import ReviewPolicy
from liveness.challenge_plan import VERIFICATION, ChallengePlan, consent_sentence
from liveness.conversation import Conversation
from liveness.errors import ChallengeError
from liveness.policy import POLICIES
from liveness.recording_limits import RecordingLimits

_LOG = logging.getLogger("cameo_service")
_USE = "videos with my likeness"
RECORD_METHOD = "/cameo.v1.EnrollmentService/RecordEnrollment"
GRACE_S = 3.0
_SPARE_THREADS = 2
"""Beside recordings, for StartEnrollment, GetEnrollment and the refusal of one recording too many."""


class NoCallerSourceError(Exception):
    """Nothing says who calls: start with `--insecure-dev` on loopback until mTLS and JWT identities exist."""


class PortUnavailableError(Exception):
    """A port cannot be listened on: another program has it, or this one may not."""


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
"""What `start` raises for an operator to mend; the message says how."""


@dataclass(slots=True)
class Service:
    """A running service. `port` answers unary calls, `stream_port` recordings."""

    checks: RpcServer
    streams: RpcServer
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
        return self.checks.port

    @property
    def watch_port(self) -> int:
        """Bound port of watches."""
        return self._watch.port

    @property
    def stream_port(self) -> int:
        """Bound port of recordings."""
        return self.streams.port

    def stop(self) -> None:
        """Lets running calls end, then closes what they stood on, last opened first."""
        self.checks.stop(GRACE_S)
        self.streams.stop(GRACE_S)
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
        NoCallerSourceError: no way to know callers is configured.
        START_ERRORS: the others; the message says what to mend.
    """
    if not config.insecure_dev:
        raise NoCallerSourceError(str(NoCallerSourceError.__doc__))
    clock, limits, policy = SystemClock(), RecordingLimits(), POLICIES[config.policy]
    consent = consent_sentence(config.operator_name, _USE)
    claim_for_policy(config.data_dir, config.policy)
    ring_file = KeyRingFile(config.key_ring, config.data_dir)
    ring = ring_file.load()
    analyst = PooledAnalyst(Models(config.models, config.engines), limits, consent, config.analysis_workers, clock)
    history = HistoryFolder(config.history, config.data_dir, ring.token_secret)
    store = open_store(config.data_dir, os.urandom, history.mark.admit)
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
    enrollment = enrollment_use_cases(ports, analyst, policy, is_by_invitation=config.by_invitation)
    receipts = _receipts(config, ports, leaves, TilesTree(history))
    checks, streams = _servers(config, ports, enrollment, receipts, consent, limits)
    _LOG.info("%d recordings of an earlier process are abandoned", enrollment.abandon.left_behind())
    checks.start()
    streams.start()
    sweeper = EventSweeper(
        SweepEvents(store, clock),
        SweepHeldRenders(store, clock),
        SweepRecordings(store, clock),
        RetellTakedowns(store, clock),
        TellRefusals(store, clock),
        FinishErasures(store, clock, RingEncryptionKeys(ring_file, os.urandom, clock), vault),
    )
    relay = _relay(config, ports, SigningKeys(ring))
    return Service(
        checks, streams, watch, sweeper, relay, analyst, refusals, issued, store, leaves, Sequencer(history, leaves)
    )


def _receipts(config: ServiceConfig, ports: Ports, leaves: HistoryReader, tree: TilesTree) -> HistoryServicer:
    return HistoryServicer(
        history_use_cases(ports, leaves, leaves, tree), ReceiptConverter(tree.origin(), config.operator_name)
    )


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


def _plan(consent: str, act: OwnerAct | None) -> ChallengePlan:
    return ChallengePlan(consent) if act is None else ChallengePlan(SENTENCES[act], VERIFICATION)


def _servers(
    config: ServiceConfig,
    ports: Ports,
    recording: EnrollmentUseCases,
    history: HistoryServicer,
    consent: str,
    limits: RecordingLimits,
) -> tuple[RpcServer, RpcServer]:
    """The port of unary calls and the port of recordings, not yet answering."""
    clock = ports.clock
    assertions = InsecureDevAssertions(FirstContact(ports.store, clock, ports.ids), clock)
    source = InsecureDevCallers(assertions, _LOG)
    steps = ordered_steps(lambda: secrets.token_hex(8), clock, _LOG, source, {RECORD_METHOD: config.live_recordings})
    enrollment = EnrollmentServicer(
        recording,
        lambda act: Conversation(_plan(consent, act), secrets.randbelow, limits.bytes),
        lambda: IsolatedFollower(limits, clock),
        limits,
        clock,
    )
    unary = UnaryServicers(
        consent=ConsentServicer(consent_use_cases(ports)),
        restrictions=RestrictionServicer(restriction_use_cases(ports)),
        access=AccessServicer(access_use_cases(ports)),
        held=HeldRenderServicer(held_render_use_cases(ports)),
        groups=GroupServicer(group_use_cases(ports)),
        render=RenderServicer(render_use_cases(ports), assertions, InsecureDevRelationships()),
        appearances=AppearanceServicer(appearance_use_cases(ports)),
        events=EventServicer(ListEvents(ports.store)),
        history=history,
        operator=OperatorServicer(operator_use_cases(ports)),
        reviews=ReviewServicer(review_use_cases(ports)),
        erasures=ErasureServicer(erasure_use_cases(ports)),
        removals=RemovalServicer(removal_use_cases(ports)),
        delegations=DelegationServicer(delegation_use_cases(ports)),
    )

    def server(port: int, threads: int, services: AddServices) -> RpcServer:
        try:
            return RpcServer(
                host=config.host, port=port, threads=threads, source=source, steps=steps, add_services=services
            )
        except RuntimeError as error:
            raise PortUnavailableError(
                f"Port {port} of {config.host} is taken or closed to us: choose another."
            ) from error

    return (
        server(config.port, config.check_threads, check_services(unary)),
        server(config.stream_port, config.live_recordings + _SPARE_THREADS, recording_service(enrollment)),
    )
