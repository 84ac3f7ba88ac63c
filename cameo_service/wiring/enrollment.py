"""What judges recordings, from the ports it stands on: the part of a service that loads media libraries and nets.

They take seconds to import. Nothing that takes consent away needs them, so this module is imported after the port that
answers it is open.
"""

import secrets
from dataclasses import dataclass
from functools import partial

from cameo_service.analysis.enrollment_task import IsolatedFollower, PooledAnalyst
from cameo_service.analysis.recording_tasks import Models, analysis_workers
from cameo_service.analysis.spool import MemorySpool
from cameo_service.config import ServiceConfig
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.usecases.enrollment.attempt import Attempts
from cameo_service.usecases.enrollment.capture_tokens import CaptureDoor, CaptureTokens, MintCaptureToken
from cameo_service.usecases.enrollment.drain import DrainRecordings
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.replay import SweepRecordings
from cameo_service.usecases.enrollment.sessions import StartEnrollment
from cameo_service.usecases.enrollment.settle import Settle
from cameo_service.usecases.enrollment.turns import Turns
from cameo_service.wiring.usecases import Ports
from consent.owner_act import SENTENCES, OwnerAct
from liveness.challenge.plan import VERIFICATION, ChallengePlan
from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import Conversation
from liveness.verdict.policy import POLICIES


@dataclass(frozen=True, slots=True)
class Recordings:
    """What receives recordings, what judges them, what ends them, and what forgets them after a year."""

    servicer: EnrollmentServicer
    attempts: Attempts
    analyst: PooledAnalyst
    drain: DrainRecordings
    sweep: SweepRecordings
    turns: Turns


def recordings(config: ServiceConfig, ports: Ports, consent: str) -> Recordings:
    """Everything that recordings need. consent: the sentence of every live recording."""
    limits, policy, attempts = RecordingLimits(), POLICIES[config.policy], Attempts(ports.store, ports.clock)
    models, turns, tokens = Models(config.models, config.engines), Turns(), CaptureTokens(ports.token_secret)
    analyst = PooledAnalyst(partial(analysis_workers, models, limits, consent, config.analysis_workers, ports.clock))
    record = RecordEnrollment(
        attempts=attempts,
        analyst=analyst,
        settle=Settle(ports.store, ports.vault, ports.clock, ports.ids, policy, config.live_ceiling.audience),
        policy=policy,
        new_conversation=lambda act: Conversation(_plan(consent, act), secrets.randbelow, limits.bytes),
        new_follower=lambda: IsolatedFollower(limits, ports.clock),
        new_spool=MemorySpool,
        limits=limits,
        clock=ports.clock,
        places=Places(config.live_recordings, ports.clock),
        door=CaptureDoor(tokens, ports.store, ports.clock),
        turns=turns,
    )
    start = StartEnrollment(config.by_invitation)
    servicer = EnrollmentServicer(ports.writes, ports.reads, start, record, MintCaptureToken(tokens))
    drain = DrainRecordings(turns, analyst, ports.clock)
    return Recordings(servicer, attempts, analyst, drain, SweepRecordings(ports.store, ports.clock), turns)


def _plan(consent: str, act: OwnerAct | None) -> ChallengePlan:
    return ChallengePlan(consent) if act is None else ChallengePlan(SENTENCES[act], VERIFICATION)
