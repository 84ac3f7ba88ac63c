"""Enrollment without a recording: sessions, attempts, and verdicts that the test writes itself."""

import itertools
from dataclasses import replace

import numpy as np

from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.enrollment.abandon_attempt import AbandonAttempt
from cameo_service.usecases.enrollment.begin_attempt import Attempt, BeginAttempt
from cameo_service.usecases.enrollment.create_invitation import CreateInvitation
from cameo_service.usecases.enrollment.enrollment_view import EnrollmentView
from cameo_service.usecases.enrollment.get_enrollment import GetEnrollment, GetEnrollmentRequest
from cameo_service.usecases.enrollment.judged import Judged
from cameo_service.usecases.enrollment.new_session import StartedSession
from cameo_service.usecases.enrollment.settle_attempt import SettleAttempt
from cameo_service.usecases.enrollment.settle_owner_verification import SettleOwnerVerification
from cameo_service.usecases.enrollment.start_enrollment import (
    ConsentRecord,
    Purpose,
    StartEnrollment,
    StartEnrollmentRequest,
)
from cameo_service.usecases.enrollment.start_owner_verification import (
    StartOwnerVerification,
    StartOwnerVerificationRequest,
)
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from liveness.checks.result import CheckResult, Failed, Passed, Reason
from liveness.limits.models import DLIB_RESNET, GE2E
from liveness.measure.frame_picks import FramePose
from liveness.measure.likeness_reference import LikenessReference, ReferenceFrame
from liveness.measure.templates import MatchingTemplates, Template
from liveness.observations import MediaFingerprint, Vector
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord, Outcome, Verdict, with_check
from liveness.verdict.policy import DEMO, Check, Policy
from tests.cameo_service.usecases.world import NOW_US, World

ALL = frozenset({Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE, Purpose.REFERENCE_MEDIA})
RELEASE = ConsentRecord(ALL, "notice-1", "en", bytes(32), NOW_US)


_NUMBERS = itertools.count()


class Enrolling:
    """One person, ada, in front of the enrollment use cases."""

    def __init__(self, policy: Policy = DEMO) -> None:
        self.world = World()
        self.policy = policy
        self.ada = self.world.person("ada")
        store, clock, ids = self.world.store, self.world.clock, self.world.ids
        self.starts = StartEnrollment(Writes(store, clock, ids), ids)
        self.invites = CreateInvitation(Writes(store, clock, ids), ids)
        self.begins, self.abandons = BeginAttempt(store, clock), AbandonAttempt(store, clock)
        self.settles = SettleAttempt(store, self.world.vault, clock, ids, policy)
        self.starts_verification = StartOwnerVerification(Writes(store, clock, ids), ids)
        self.settles_verification = SettleOwnerVerification(store, self.world.vault, clock)
        self.gets = GetEnrollment(store, clock)

    def start(self, purposes: frozenset[Purpose] = ALL) -> StartedSession:
        request = StartEnrollmentRequest(self.world.request_id(), replace(RELEASE, purposes=purposes))
        return self.starts(self.world.app("ada"), request)

    def start_verification(self, act: OwnerAct = OwnerAct.WIDEN_TO_EVERYONE) -> StartedSession:
        return self.starts_verification(
            self.world.app("ada"), StartOwnerVerificationRequest(self.world.request_id(), act)
        )

    def verified(
        self, analysis: Analysis, act: OwnerAct = OwnerAct.WIDEN_TO_EVERYONE, *, in_real_time: bool = True
    ) -> EnrollmentView:
        attempt = self.begin(self.start_verification(act))
        assert attempt.act is act
        return self.settles_verification(Judged(attempt, analysis, in_real_time), act)

    def begin(self, started: StartedSession) -> Attempt:
        return self.begins(self.world.app("ada"), EnrollmentId(started.session_id))

    def settle(self, attempt: Attempt, analysis: Analysis, *, in_real_time: bool = True) -> EnrollmentView:
        return self.settles(Judged(attempt, analysis, in_real_time))

    def view(self, started: StartedSession) -> EnrollmentView:
        return self.gets(self.world.app(), GetEnrollmentRequest(EnrollmentId(started.session_id)))

    def enrolled(
        self, purposes: frozenset[Purpose] = ALL, analysis: Analysis | None = None, *, in_real_time: bool = True
    ) -> EnrollmentView:
        attempt = self.begin(self.start(purposes))
        return self.settle(attempt, analysis or passed(self.policy), in_real_time=in_real_time)

    @property
    def row(self) -> EnrollmentRow | None:
        with self.world.store.read() as snapshot:
            return snapshot.enrollments.of(self.ada)

    @property
    def epoch(self) -> int:
        with self.world.store.read() as snapshot:
            return snapshot.facts.of([self.ada], None, "", NOW_US)[self.ada].owner_epoch

    def session(self, started: StartedSession) -> SessionRow:
        with self.world.store.read() as snapshot:
            found = snapshot.sessions.by_id(EnrollmentId(started.session_id))
        assert found is not None
        return found


def passed(policy: Policy = DEMO, *, who: MatchingTemplates | None = None) -> Analysis:
    frame = ReferenceFrame(FramePose.FRONT, b"a picture")
    templates = who or somebody()
    reference = LikenessReference((frame,) * 5, b"wav")
    return Analysis(verdict(Outcome.PASSED, Passed(), policy), templates, reference, {}, unlike_any())


def unlike_any() -> MediaFingerprint:
    """What a recording is known by that nobody ever handed in."""
    nothing = np.zeros((15, 0), np.int8), np.zeros((10, 0), np.int8)
    return MediaFingerprint(next(_NUMBERS).to_bytes(32, "big"), *nothing)


def with_photo(who: MatchingTemplates) -> Analysis:
    """A take that matched the photo that came with it."""
    take = passed(who=who)
    return replace(take, verdict=with_check(take.verdict, CheckRecord(Check.REFERENCE_PHOTO, Passed(), 1.0)))


def somebody(face: int = 0, voice: int | None = 0, face_model: str = DLIB_RESNET) -> MatchingTemplates:
    """Different numbers are different people; voice None: they said too little."""
    heard = None if voice is None else Template(GE2E, _direction(voice, 256))
    return MatchingTemplates("pack-1", Template(face_model, _direction(face, 128)), heard)


def _direction(number: int, size: int) -> Vector:
    vector = np.zeros(size, np.float32)
    vector[number] = 1
    return vector


def not_passed(outcome: Outcome, reason: Reason = Reason.TOO_DARK) -> Analysis:
    """Carries templates all the same: that nothing of it is kept is for the use case to see to."""
    return replace(passed(), verdict=verdict(outcome, Failed(reason), DEMO))


def verdict(outcome: Outcome, result: CheckResult, policy: Policy) -> Verdict:
    not_run = (*policy.not_available, *policy.left_out)
    return Verdict(outcome, (CheckRecord(Check.QUALITY, result, 1.5),), not_run, policy.name, "pack-1")
