"""The two ports and what stands on them: servicers from use cases, one interceptor before them all."""

import logging
import secrets

from cameo_service.analysis.enrollment_task import IsolatedFollower
from cameo_service.clock import Clock
from cameo_service.config import ServiceConfig
from cameo_service.rpc.access_servicer import AccessServicer
from cameo_service.rpc.appearance_servicer import AppearanceServicer
from cameo_service.rpc.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.caller_source import InsecureDevCallers
from cameo_service.rpc.consent_servicer import ConsentServicer
from cameo_service.rpc.delegation_servicer import DelegationServicer
from cameo_service.rpc.enrollment_servicer import EnrollmentServicer, EnrollmentUseCases
from cameo_service.rpc.erasure_servicer import ErasureServicer
from cameo_service.rpc.event_servicer import EventServicer
from cameo_service.rpc.groups import GroupServicer
from cameo_service.rpc.guardian_servicer import GuardianServicer
from cameo_service.rpc.held_renders import HeldRenderServicer
from cameo_service.rpc.history_servicer import HistoryServicer
from cameo_service.rpc.operator_servicer import OperatorServicer
from cameo_service.rpc.removal_servicer import RemovalServicer
from cameo_service.rpc.render import RenderServicer
from cameo_service.rpc.restriction_servicer import RestrictionServicer
from cameo_service.rpc.reviews import ReviewServicer
from cameo_service.rpc.server import AddServices, RpcServer
from cameo_service.rpc.services import UnaryServicers, check_services, recording_service
from cameo_service.rpc.steps import ordered_steps
from cameo_service.usecase_wiring import (
    Ports,
    access_use_cases,
    appearance_use_cases,
    consent_use_cases,
    delegation_use_cases,
    erasure_use_cases,
    guardian_use_cases,
    operator_use_cases,
    removal_use_cases,
    render_use_cases,
    restriction_use_cases,
)
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.records.list_events import ListEvents
from consent.owner_act import SENTENCES, OwnerAct
from liveness.challenge.plan import VERIFICATION, ChallengePlan
from liveness.live.conversation import Conversation
from liveness.media.recording_limits import RecordingLimits

_LOG = logging.getLogger("cameo_service")
RECORD_METHOD = "/cameo.v1.EnrollmentService/RecordEnrollment"
_SPARE_THREADS = 2
"""Beside recordings, for StartEnrollment, GetEnrollment and the refusal of one recording too many."""


class PortUnavailableError(Exception):
    """A port cannot be listened on: another program has it, or this one may not."""


def servers(
    config: ServiceConfig,
    ports: Ports,
    recording: EnrollmentUseCases,
    history: HistoryServicer,
    consent: str,
    limits: RecordingLimits,
) -> tuple[RpcServer, RpcServer]:
    """The port of unary calls and the port of recordings, not yet answering.

    Raises:
        PortUnavailableError: one cannot be listened on.
        InsecureBindError: callers name themselves, and the address can be reached from elsewhere.
    """
    assertions = InsecureDevAssertions(FirstContact(ports.store, ports.clock, ports.ids), ports.clock)
    source = InsecureDevCallers(assertions, _LOG)
    limited = {RECORD_METHOD: config.live_recordings}
    steps = ordered_steps(lambda: secrets.token_hex(8), ports.clock, _LOG, source, limited)

    def server(port: int, threads: int, services: AddServices) -> RpcServer:
        try:
            return RpcServer(
                host=config.host, port=port, threads=threads, source=source, steps=steps, add_services=services
            )
        except RuntimeError as error:
            raise PortUnavailableError(
                f"Port {port} of {config.host} is taken or closed to us: choose another."
            ) from error

    enrollment = _enrollment(recording, consent, limits, ports.clock)
    return (
        server(config.port, config.check_threads, check_services(_unary(config, ports, assertions, history))),
        server(config.stream_port, config.live_recordings + _SPARE_THREADS, recording_service(enrollment)),
    )


def _enrollment(
    recording: EnrollmentUseCases, consent: str, limits: RecordingLimits, clock: Clock
) -> EnrollmentServicer:
    return EnrollmentServicer(
        recording,
        lambda act: Conversation(_plan(consent, act), secrets.randbelow, limits.bytes),
        lambda: IsolatedFollower(limits, clock),
        limits,
        clock,
    )


def _plan(consent: str, act: OwnerAct | None) -> ChallengePlan:
    return ChallengePlan(consent) if act is None else ChallengePlan(SENTENCES[act], VERIFICATION)


def _unary(
    config: ServiceConfig, ports: Ports, assertions: InsecureDevAssertions, history: HistoryServicer
) -> UnaryServicers:
    return UnaryServicers(
        consent=ConsentServicer(consent_use_cases(ports)),
        restrictions=RestrictionServicer(restriction_use_cases(ports)),
        access=AccessServicer(access_use_cases(ports)),
        held=HeldRenderServicer(ports.writes, ports.reads),
        groups=GroupServicer(ports.writes, ports.reads),
        render=RenderServicer(render_use_cases(ports), ports.reads, assertions, InsecureDevRelationships()),
        appearances=AppearanceServicer(appearance_use_cases(ports)),
        events=EventServicer(ListEvents(ports.store)),
        history=history,
        operator=OperatorServicer(operator_use_cases(ports)),
        reviews=ReviewServicer(ports.writes, ports.reads),
        erasures=ErasureServicer(erasure_use_cases(ports)),
        removals=RemovalServicer(removal_use_cases(ports)),
        delegations=DelegationServicer(delegation_use_cases(ports)),
        guardians=GuardianServicer(guardian_use_cases(ports, is_open=config.guardians)),
    )
