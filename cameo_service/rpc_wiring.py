"""The two ports and what stands on them: servicers from use cases, one interceptor before them all."""

import logging
import secrets
from dataclasses import dataclass

from cameo_service.analysis.enrollment_task import IsolatedFollower
from cameo_service.config import ServiceConfig
from cameo_service.ordinary_words import InstalledWords
from cameo_service.rpc.access import AccessServicer
from cameo_service.rpc.appearances import AppearanceServicer
from cameo_service.rpc.consent import ConsentServicer
from cameo_service.rpc.delegation import DelegationServicer
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.rpc.erasure import ErasureServicer
from cameo_service.rpc.events import EventServicer
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.caller_table import NARROWING_ACTS
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ordered_steps
from cameo_service.rpc.groups import GroupServicer
from cameo_service.rpc.guardianship import GuardianServicer
from cameo_service.rpc.held_renders import HeldRenderServicer
from cameo_service.rpc.history import HistoryServicer
from cameo_service.rpc.operator import OperatorServicer
from cameo_service.rpc.removals import RemovalServicer
from cameo_service.rpc.render import RenderServicer
from cameo_service.rpc.restrictions import RestrictionServicer
from cameo_service.rpc.reviews import ReviewServicer
from cameo_service.usecase_wiring import Ports, render_use_cases
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.consent.names import SetNames
from cameo_service.usecases.enrollment.attempt import Attempts
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.sessions import StartEnrollment
from cameo_service.usecases.enrollment.settle import Settle
from cameo_service.usecases.operator.erasure import GetErasure
from cameo_service.usecases.ports.outside import Analyst
from cameo_service.usecases.records.events import ListEvents
from cameo_service.usecases.render.usable import ListUsableLikenesses
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardian
from consent.owner_act import SENTENCES, OwnerAct
from liveness.challenge.plan import VERIFICATION, ChallengePlan
from liveness.live.conversation import Conversation
from liveness.media.formats import RecordingLimits
from liveness.verdict.policy import POLICIES

_LOG = logging.getLogger("cameo_service")
RECORD_METHOD = "/cameo.v1.EnrollmentService/RecordEnrollment"
_SPARE_THREADS = 2
"""Beside recordings, for StartEnrollment, GetEnrollment and the refusal of one recording too many."""


class PortUnavailableError(Exception):
    """A port cannot be listened on: another program has it, or this one may not."""


@dataclass(frozen=True, slots=True)
class Servers:
    """The port of unary calls and the port of recordings, on one event loop."""

    checks: RpcServer
    streams: RpcServer
    _loop: ServerLoop

    def start(self) -> None:
        """Begins to answer."""
        self.checks.start()
        self.streams.start()

    def stop(self, grace_s: float) -> None:
        """Lets running calls end for `grace_s` seconds each, and cancels the rest."""
        self.checks.stop(grace_s)
        self.streams.stop(grace_s)
        self._loop.close()


def servers(
    config: ServiceConfig,
    ports: Ports,
    analyst: Analyst,
    history: HistoryServicer,
    consent: str,
    limits: RecordingLimits,
) -> Servers:
    """Both ports, not yet answering.

    Raises:
        PortUnavailableError: one cannot be listened on.
        InsecureBindError: callers name themselves, and the address can be reached from elsewhere.
    """
    assertions = InsecureDevAssertions(FirstContact(ports.store, ports.clock, ports.ids), ports.clock)
    source = InsecureDevCallers(assertions, _LOG)
    limited = {RECORD_METHOD: config.live_recordings}
    steps = ordered_steps(lambda: secrets.token_hex(8), ports.clock, _LOG, source, limited)
    loop = ServerLoop()

    def server(port: int, threads: int, *servicers: object) -> RpcServer:
        settings = PortSettings(config.host, port, threads, source, steps, ports.clock, NARROWING_ACTS)
        try:
            return RpcServer(loop, settings, services(*servicers))
        except RuntimeError as error:
            raise PortUnavailableError(
                f"Port {port} of {config.host} is taken or closed to us: choose another."
            ) from error

    unary = unary_servicers(ports, assertions, guardians=config.guardians)
    enrollment = _enrollment(config, ports, analyst, consent, limits)
    return Servers(
        server(config.port, config.check_threads, *unary, history),
        server(config.stream_port, config.live_recordings + _SPARE_THREADS, enrollment),
        loop,
    )


def _enrollment(
    config: ServiceConfig, ports: Ports, analyst: Analyst, consent: str, limits: RecordingLimits
) -> EnrollmentServicer:
    policy = POLICIES[config.policy]
    record = RecordEnrollment(
        attempts=Attempts(ports.store, ports.clock),
        analyst=analyst,
        settle=Settle(ports.store, ports.vault, ports.clock, ports.ids, policy),
        policy=policy,
        new_conversation=lambda act: Conversation(_plan(consent, act), secrets.randbelow, limits.bytes),
        new_follower=lambda: IsolatedFollower(limits, ports.clock),
        limits=limits,
        clock=ports.clock,
    )
    return EnrollmentServicer(ports.writes, ports.reads, StartEnrollment(config.by_invitation), record)


def _plan(consent: str, act: OwnerAct | None) -> ChallengePlan:
    return ChallengePlan(consent) if act is None else ChallengePlan(SENTENCES[act], VERIFICATION)


def unary_servicers(ports: Ports, assertions: InsecureDevAssertions, *, guardians: bool) -> tuple[object, ...]:
    """Everything that stands on the port of unary calls, apart from the history.

    Args:
        ports: the edges.
        assertions: verifies assertions that come inside a request.
        guardians: whether minors may have guardians.
    """
    writes, reads = ports.writes, ports.reads
    return (
        ConsentServicer(writes, reads),
        RestrictionServicer(writes, reads, SetNames(InstalledWords())),
        AccessServicer(writes, reads, ListUsableLikenesses(ports.store, ports.clock)),
        HeldRenderServicer(writes, reads),
        GroupServicer(writes, reads),
        RenderServicer(render_use_cases(ports), reads, assertions, InsecureDevRelationships()),
        AppearanceServicer(writes, reads),
        EventServicer(ListEvents(ports.store)),
        OperatorServicer(writes, reads),
        ReviewServicer(writes, reads),
        ErasureServicer(writes, GetErasure(ports.store, ports.receipt_signer)),
        RemovalServicer(writes, reads),
        DelegationServicer(writes, reads),
        GuardianServicer(writes, reads, BecomeGuardian(guardians)),
    )
