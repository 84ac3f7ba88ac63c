"""Wiring: configuration to a running service. The only place where edges meet use cases; decides nothing itself."""

import logging
import os
import secrets
from dataclasses import dataclass

import grpc

from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import add_ConsentServiceServicer_to_server
from cameo_client.pb.cameo.v1.enrollment_service_pb2_grpc import add_EnrollmentServiceServicer_to_server
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import add_RenderServiceServicer_to_server
from cameo_service.analysis.enrollment_task import IsolatedFollower, PooledAnalyst
from cameo_service.analysis.errors import AnalysisError
from cameo_service.clock import Clock, SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import WrongDataDirectoryError, claim_for_policy
from cameo_service.rpc.assertions import InsecureDevAssertions
from cameo_service.rpc.caller_source import InsecureDevCallers
from cameo_service.rpc.consent_servicer import ConsentServicer
from cameo_service.rpc.enrollment_servicer import EnrollmentServicer
from cameo_service.rpc.first_contact import FirstContact
from cameo_service.rpc.grant_signer import EnvelopeGrantSigner
from cameo_service.rpc.render_servicer import RenderServicer
from cameo_service.rpc.server import RpcServer
from cameo_service.rpc.steps import ordered_steps
from cameo_service.storage.errors import StoreError
from cameo_service.storage.ids import UuidV7Source
from cameo_service.storage.refusal_log import RefusalLog
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecase_wiring import Ports, consent_use_cases, enrollment_use_cases, render_use_cases
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.vault.signing_keys import SigningKeys
from liveness.challenge_plan import ChallengePlan, consent_sentence
from liveness.conversation import Conversation
from liveness.policy import POLICIES
from liveness.recording_limits import RecordingLimits

_LOG = logging.getLogger("cameo_service")
_USE = "videos with my likeness"
RECORD_METHOD = "/cameo.v1.EnrollmentService/RecordEnrollment"
GRACE_S = 3.0


class NoCallerSourceError(Exception):
    """Nothing says who calls: start with `--insecure-dev` on loopback until mTLS and JWT identities exist."""


START_ERRORS = (NoCallerSourceError, WrongDataDirectoryError, KeyRingError, StoreError, AnalysisError)
"""What `start` raises for an operator to mend; the message says how."""


@dataclass(slots=True)
class Service:
    """A running service. `port` answers unary calls, `stream_port` recordings."""

    checks: RpcServer
    streams: RpcServer
    _analyst: PooledAnalyst
    _refusals: RefusalLog
    _store: SqliteStore

    @property
    def port(self) -> int:
        """Bound port of unary calls."""
        return self.checks.port

    @property
    def stream_port(self) -> int:
        """Bound port of recordings."""
        return self.streams.port

    def stop(self) -> None:
        """Lets running calls end, then closes what they stood on, last opened first."""
        self.checks.stop(GRACE_S)
        self.streams.stop(GRACE_S)
        self._refusals.close()
        self._store.close()
        self._analyst.close()


def start(config: ServiceConfig) -> Service:
    """Starts a service; returns when both ports answer.

    Order matters: analysis workers before any gRPC object, keys before data, data before ports.

    Raises:
        NoCallerSourceError: no way to know callers is configured.
        KeyRingError, StoreError, WrongDataDirectoryError, AnalysisError: the message says what to mend.
    """
    if not config.insecure_dev:
        raise NoCallerSourceError(str(NoCallerSourceError.__doc__))
    clock, limits, policy = SystemClock(), RecordingLimits(), POLICIES[config.policy]
    claim_for_policy(config.data_dir, config.policy)
    ring = KeyRingFile(config.key_ring, config.data_dir).load()
    analyst = PooledAnalyst(config.models, limits, config.analysis_workers, clock)
    store = open_store(config.data_dir, os.urandom)
    refusals = RefusalLog(store)
    ports = Ports(
        store=store,
        vault=EnvelopeVault(ring, store.deployment(), os.urandom),
        signer=EnvelopeGrantSigner(SigningKeys(ring)),
        refusals=refusals,
        ids=UuidV7Source(os.urandom),
        clock=clock,
        token_secret=ring.token_secret,
    )
    checks, streams = _servers(config, ports, clock, analyst, limits)
    left_behind = enrollment_use_cases(ports, analyst, policy).abandon.left_behind()
    _LOG.info("ready; %d recordings of an earlier process were abandoned", left_behind)
    checks.start()
    streams.start()
    return Service(checks, streams, analyst, refusals, store)


def _servers(
    config: ServiceConfig, ports: Ports, clock: Clock, analyst: PooledAnalyst, limits: RecordingLimits
) -> tuple[RpcServer, RpcServer]:
    assertions = InsecureDevAssertions(FirstContact(ports.store, clock, ports.ids), clock)
    source = InsecureDevCallers(assertions, _LOG)
    steps = ordered_steps(lambda: secrets.token_hex(8), clock, _LOG, source, {RECORD_METHOD: config.live_recordings})
    plan = ChallengePlan(consent_sentence(config.operator_name, _USE))
    enrollment = EnrollmentServicer(
        enrollment_use_cases(ports, analyst, POLICIES[config.policy]),
        lambda: Conversation(plan, secrets.randbelow, limits.bytes),
        lambda: IsolatedFollower(limits, clock),
        limits,
        clock,
    )
    consent, render = ConsentServicer(consent_use_cases(ports)), RenderServicer(render_use_cases(ports), assertions)

    def add_unary(server: grpc.Server) -> None:
        add_ConsentServiceServicer_to_server(consent, server)  # type: ignore[no-untyped-call]
        add_RenderServiceServicer_to_server(render, server)  # type: ignore[no-untyped-call]
        add_EnrollmentServiceServicer_to_server(enrollment, server)  # type: ignore[no-untyped-call]

    def add_streams(server: grpc.Server) -> None:
        add_EnrollmentServiceServicer_to_server(enrollment, server)  # type: ignore[no-untyped-call]

    checks = RpcServer(
        host=config.host,
        port=config.port,
        threads=config.check_threads,
        source=source,
        steps=steps,
        add_services=add_unary,
    )
    streams = RpcServer(
        host=config.host,
        port=config.stream_port,
        threads=config.live_recordings + 2,
        source=source,
        steps=steps,
        add_services=add_streams,
    )
    return checks, streams
