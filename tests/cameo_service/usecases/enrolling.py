"""Enrollment without a recording: sessions, attempts, and verdicts that the test writes itself."""

import itertools
from dataclasses import replace

import numpy as np

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.audience import get_consent
from cameo_service.usecases.enrollment.attempt import Attempt, Attempts
from cameo_service.usecases.enrollment.capture_tokens import CaptureDoor, CaptureTokens
from cameo_service.usecases.enrollment.sessions import (
    EnrollmentView,
    GetEnrollmentRequest,
    StartedSession,
    StartEnrollment,
    StartEnrollmentRequest,
    StartOwnerVerification,
    StartOwnerVerificationRequest,
    get_enrollment,
)
from cameo_service.usecases.enrollment.settle import Judged, Settle
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow
from cameo_service.usecases.ports.store import Store
from consent.facts import SAFE_CEILINGS, Ceilings
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from consent.release import ConsentRecord, Purpose
from consent.terms import Audience
from liveness.checks.result import CheckResult, Failed, Passed, Reason
from liveness.limits.net_ids import DLIB_RESNET, GE2E
from liveness.measure.frame_picks import FramePose
from liveness.measure.likeness_reference import LikenessReference, ReferenceFrame
from liveness.measure.templates import MatchingTemplates, Template
from liveness.observations import MediaFingerprint, Vector
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord, Verdict
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import DEMO, Check, Policy
from tests.cameo_service.usecases.world import NOW_US, World
from tests.stores import new_store

ALL = frozenset({Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE, Purpose.REFERENCE_MEDIA})
RELEASE = ConsentRecord(ALL, "notice-1", "en", bytes(32), NOW_US)


_NUMBERS = itertools.count()


def _open_to(ceilings: Ceilings) -> SqliteStore:
    store = new_store()
    store.open_live_to(ceilings)
    return store


class Enrolling:
    """One person, ada, in front of the enrollment use cases."""

    def __init__(self, policy: Policy = DEMO, ceilings: Ceilings = SAFE_CEILINGS, store: Store | None = None) -> None:
        self.world = World(store or _open_to(ceilings))
        self.policy = policy
        self.ada = self.world.person("ada")
        store, clock = self.world.store, self.world.clock
        self.starts = StartEnrollment()
        self.attempts = Attempts(store, clock, self.world.ids)
        self.tokens = CaptureTokens(bytes(32))
        self.door = CaptureDoor(self.tokens, store, clock)
        self.settles = Settle(store, self.world.vault, clock, self.world.ids, policy, ceilings)

    def start_as(self, caller: Caller, request: StartEnrollmentRequest) -> StartedSession:
        return self.world.run(self.starts, caller, request)

    def start(self, purposes: frozenset[Purpose] = ALL) -> StartedSession:
        request = StartEnrollmentRequest(
            self.world.request_id(), replace(RELEASE, purposes=purposes, agreed_us=self.world.clock.now_us)
        )
        return self.start_as(self.world.app("ada"), request)

    def start_verification(self, act: OwnerAct = OwnerAct.WIDEN_TO_EVERYONE) -> StartedSession:
        request = StartOwnerVerificationRequest(self.world.request_id(), act)
        return self.world.run(StartOwnerVerification(), self.world.app("ada"), request)

    def verified(
        self, analysis: Analysis, act: OwnerAct = OwnerAct.WIDEN_TO_EVERYONE, *, in_real_time: bool = True
    ) -> EnrollmentView:
        attempt = self.begin(self.start_verification(act))
        assert attempt.act is act
        return self.settle(attempt, analysis, in_real_time=in_real_time)

    def begin(self, started: StartedSession) -> Attempt:
        return self.attempts.begin(self.world.app("ada"), EnrollmentId(started.session_id))

    def settle(self, attempt: Attempt, analysis: Analysis, *, in_real_time: bool = True) -> EnrollmentView:
        return self.settles(Judged(attempt, analysis, in_real_time))

    def view(self, started: StartedSession) -> EnrollmentView:
        return self.view_as(self.world.app(), started)

    def view_as(self, caller: Caller, started: StartedSession) -> EnrollmentView:
        return self.world.ask(get_enrollment, caller, GetEnrollmentRequest(EnrollmentId(started.session_id)))

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
    def ceiling(self) -> Audience:
        """The widest audience that ada's enrollment permits now."""
        return self.world.ask(get_consent, self.world.app("ada"), OwnerQuestion(None, None)).audience_ceiling

    @property
    def epoch(self) -> int:
        with self.world.store.read() as snapshot:
            return snapshot.facts.of([self.ada], None, "", NOW_US)[self.ada].owner_epoch

    def session(self, started: StartedSession) -> SessionRow:
        with self.world.store.read() as snapshot:
            found = snapshot.sessions.by_id(EnrollmentId(started.session_id))
        assert found is not None
        return found


def passed(
    policy: Policy = DEMO, *, who: MatchingTemplates | None = None, earlier: MatchingTemplates | None = None
) -> Analysis:
    """earlier: of the same recording what the nets of before make."""
    frame = ReferenceFrame(FramePose.FRONT, b"a picture")
    templates = who or somebody()
    reference = LikenessReference((frame,) * 5, b"wav")
    return Analysis(verdict(Outcome.PASSED, Passed(), policy), templates, reference, {}, unlike_any(), earlier=earlier)


def unlike_any() -> MediaFingerprint:
    """What a recording is known by that nobody ever handed in."""
    nothing = np.zeros((15, 0), np.int8), np.zeros((10, 0), np.int8)
    return MediaFingerprint(next(_NUMBERS).to_bytes(32, "big"), *nothing)


def with_photo(who: MatchingTemplates) -> Analysis:
    """A take that matched the photo that came with it."""
    take = passed(who=who)
    return replace(take, photo=CheckRecord(Check.REFERENCE_PHOTO, Passed(), 1.0))


def somebody(
    face: int = 0, voice: int | None = 0, face_model: str = DLIB_RESNET, voice_model: str = GE2E
) -> MatchingTemplates:
    """Different numbers are different people; voice None: they said too little."""
    heard = None if voice is None else Template(voice_model, _direction(voice, 256))
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
