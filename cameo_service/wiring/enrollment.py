"""What judges recordings, from the ports it stands on: the part of a service that loads media libraries and nets.

They take seconds to import. Nothing that takes consent away needs them, so this module is imported after the port that
answers it is open.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cameo_service.analysis.enrollment_task import IsolatedFollower, PooledAnalyst
from cameo_service.analysis.recording_tasks import Models, analysis_workers, cluster
from cameo_service.analysis.spool import MemorySpool
from cameo_service.challenge_files import asked_in, deployed
from cameo_service.config import ServiceConfig
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.sweeper import EventSweeper
from cameo_service.usecases.enrollment.attempt import Attempts
from cameo_service.usecases.enrollment.capture_tokens import CaptureDoor, CaptureTokens, MintCaptureToken
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.enrollment.drain import DrainRecordings
from cameo_service.usecases.enrollment.heartbeat import BEAT_S, EndSilentAttempts, Heartbeats
from cameo_service.usecases.enrollment.net_moves import DAY_US
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.replay import SweepRecordings
from cameo_service.usecases.enrollment.sessions import StartEnrollment
from cameo_service.usecases.enrollment.settle import Settle
from cameo_service.usecases.enrollment.sweep_net_moves import SweepNetMoves, TodaysNets
from cameo_service.usecases.enrollment.turns import Turns
from cameo_service.wiring.challenges import Challenges
from cameo_service.wiring.usecases import Ports
from liveness.challenge.plan import ExtraChallenge
from liveness.limits.calibration import Calibration
from liveness.limits.in_force import SHIPPED, in_force
from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import Conversation
from liveness.models.manifest import joined_ids
from liveness.verdict.policy import POLICIES

_LOG = logging.getLogger("cameo_service")


@dataclass(frozen=True, slots=True)
class Recordings:
    """What receives recordings, what judges them, what ends them, what forgets them after a year, and what becomes of
    people whose templates other nets made.

    new_presence: begins to say to other replicas that this one lives, and to end what a dead one left.
    """

    servicer: EnrollmentServicer
    attempts: Attempts
    analyst: PooledAnalyst
    drain: DrainRecordings
    sweep: SweepRecordings
    moves: SweepNetMoves
    turns: Turns
    new_presence: Callable[[], EventSweeper]


def recordings(
    config: ServiceConfig, ports: Ports, consent: str, calibrated: tuple[Calibration, str] | None = None
) -> Recordings:
    """Everything that recordings need.

    consent: the sentence of every live recording. calibrated: the deployment's calibration, and its id; None: none.

    Raises:
        CalibrationError: it does not fit this program.
        ChallengeError: a language that the settings name cannot be asked.
    """
    deciding = in_force(*calibrated) if calibrated else SHIPPED
    if calibrated and any(limit.is_loosened for limit in calibrated[0].limits):
        _LOG.warning("calibration: a limit is looser than the shipped one, as was accepted (docs/calibrate.md)")
    limits, policy, attempts = RecordingLimits(), POLICIES[config.policy], Attempts(ports.store, ports.clock, ports.ids)
    languages = deployed(config.languages)
    challenges = Challenges.of(consent, languages, config.operator_name, config.extra_challenge)
    models = Models(config.models, config.engines, deciding, challenges.vocabularies)
    turns, heartbeats = Turns(), Heartbeats()
    tokens = CaptureTokens(ports.token_secret)
    analyst = PooledAnalyst(
        partial(analysis_workers, models, limits, consent, config.analysis_workers, ports.clock),
        cluster(config.analysis, models, limits, consent, ports.clock),
    )
    record = RecordEnrollment(
        attempts=attempts,
        analyst=analyst,
        settle=Settle(ports.store, ports.vault, ports.clock, ports.ids, policy, config.ceilings, deciding),
        policy=policy,
        new_conversation=lambda act, tag: Conversation(challenges.plan(act, tag), secrets.randbelow, limits.bytes),
        new_follower=lambda: IsolatedFollower(limits, ports.clock),
        new_spool=MemorySpool,
        limits=limits,
        clock=ports.clock,
        places=Places(config.live_recordings, ports.clock),
        door=CaptureDoor(tokens, ports.store, ports.clock),
        turns=turns,
        heartbeats=heartbeats,
    )
    start = StartEnrollment(config.by_invitation, asked_in(languages), config.wordless is not None)
    if config.wordless is not None:
        _LOG.warning("wordless: people may enroll who say nothing that was asked (docs/languages.md)")
    mint = MintCaptureToken(tokens, asks_for_colours=config.extra_challenge is ExtraChallenge.COLOURS)
    servicer = EnrollmentServicer(ports.writes, ports.reads, start, record, mint)
    drain = DrainRecordings(turns, analyst, ports.clock)
    forgets, moves = SweepRecordings(ports.store, ports.clock), _sweep_of_moves(config, ports)
    beat = partial(heartbeats.beat, ports.store)
    presence = partial(EventSweeper, beat, EndSilentAttempts(attempts), pause_s=BEAT_S)
    return Recordings(servicer, attempts, analyst, drain, forgets, moves, turns, presence)


def _sweep_of_moves(config: ServiceConfig, ports: Ports) -> SweepNetMoves:
    sealing = config.engines.sealing_nets
    today = TodaysNets(
        nets=sealing,
        pack=joined_ids(config.engines.packs),
        is_made_by_them=NetsInUse(ports.vault, sealing),
        is_comparable=NetsInUse(ports.vault, ports.nets),
    )
    return SweepNetMoves(ports.store, ports.clock, today, config.earlier_nets_days * DAY_US)
