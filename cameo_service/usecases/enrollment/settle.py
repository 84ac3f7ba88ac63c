"""The end of an attempt: its verdict becomes a session state and, if it passed, a sealed enrollment or a proof.

Nothing of the recording survives this step but what is sealed, and nothing is sealed without a written yes to it.
"""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.reads import token_of
from cameo_service.usecases.enrollment.amendments import Amending, Take
from cameo_service.usecases.enrollment.attempt import Attempt, running
from cameo_service.usecases.enrollment.net_moves import enrolled_anew, move
from cameo_service.usecases.enrollment.replay import sighting
from cameo_service.usecases.enrollment.sessions import EnrollmentView, challenge_language_of, judged_session, view_of
from cameo_service.usecases.enrollment.verification_record import (
    IdentityBinding,
    Standing,
    VerificationRecord,
    binding_of,
    permitted_by_checks,
    record_of,
    standing_of,
)
from cameo_service.usecases.enrollment.wordless import require_no_weaker
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import (
    TEMPLATES_KIND,
    EnrollmentRow,
    SealedItem,
    SessionRow,
    Vault,
    likeness_kind,
)
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.store import Store, Transaction
from consent.facts import SAFE_CEILINGS, Ceilings
from consent.identity import EnrollmentId
from consent.release import Purpose
from consent.terms import AgeClass, Audience, Modality
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.measure import templates
from liveness.measure.likeness_reference import LikenessReference
from liveness.measure.reference_frames import Pose, ReferenceFrame, pack
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import Verdict
from liveness.verdict.policy import Policy

ENROLLMENT_US = 3 * 365 * 24 * 60 * 60 * 1_000_000
"""An enrollment ends after three years, the longest that BIPA sec. 15(a) lets an unused template live."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged attempt. streamed_in_real_time: every prompt was revealed while the recording ran."""

    attempt: Attempt
    analysis: Analysis
    streamed_in_real_time: bool


@dataclass(frozen=True, slots=True)
class Settle:
    """Ends an attempt of either kind. The verdict and what follows from it are one transaction.

    ceilings: what the operator chose; every record names that for LIVE. in_force: the limits that decide who it is;
    every record names the calibration that they are of.
    """

    store: Store
    vault: Vault
    clock: Clock
    ids: IdSource
    policy: Policy
    ceilings: Ceilings = SAFE_CEILINGS
    in_force: LimitsInForce = SHIPPED

    def __call__(self, judged: Judged) -> EnrollmentView:
        """Settles the attempt.

        Steps: 1 the attempt is still the running one, and its person enrolled no better since it was opened,
        2 what is known beside the recording amends the verdict, 3 state and record, 4 a pass enrolls the person, or
        proves the owner's presence and moves them to today's nets, 5 activity.

        Raises:
            SessionExpiredError: the session's time was over before the verdict.
            SessionUsedError: another attempt began since.
            WordsNeededError: no words were asked of a person who enrolled with words since.
        """
        now_us, seen = self.clock.utc_us(), sighting(judged.analysis.fingerprint)
        with self.store.write() as transaction:
            row = running(transaction.sessions.by_id(judged.attempt.session_id), judged.attempt)  # step 1
            enrolled, live = transaction.enrollments.of(row.subject), judged.streamed_in_real_time
            require_no_weaker(challenge_language_of(row), enrolled.assurance if enrolled else None)
            take = Take(transaction, row, enrolled, judged.analysis, seen, live, now_us)
            verdict = Amending(self.vault, self.clock, self.in_force)(take)  # step 2
            revision = transaction.next_revision()
            record = replace(  # step 3
                self._record(take, verdict),
                calibration=self.in_force.calibration,
                challenge_language=judged.attempt.language,
            )
            row = judged_session(row, verdict.outcome, record, now_us)
            transaction.sessions.put(row)
            if verdict and row.act:
                transaction.owner_proofs.put(row.subject, row.act, now_us)  # step 4
                move(self.vault, take, revision)
            elif verdict:
                self._enroll(transaction, row, record, judged.analysis, now_us)
            transaction.activity.record(_activity(row, revision, now_us, passed=bool(verdict)))  # step 5
            return view_of(row, now_us, token_of(self.store.deployment(), revision))

    def _record(self, take: Take, verdict: Verdict) -> VerificationRecord:
        """A verification is worth nothing by itself, and leaves the enrollment's version as it is."""
        version = take.enrolled.version if take.enrolled else 0
        if take.row.act:
            return record_of(verdict, Standing(), version, frozenset(), self.ceilings.live)
        binding = binding_of(verdict, take.enrolled, take.language)
        standing = standing_of(
            self.policy,
            binding,
            self.ceilings,
            streamed_in_real_time=take.streamed_in_real_time,
            language=take.language,
        )
        return record_of(verdict, standing, version + 1, _modalities(take.row, take.analysis), self.ceilings.live)

    def _enroll(
        self, transaction: Transaction, row: SessionRow, record: VerificationRecord, analysis: Analysis, now_us: int
    ) -> None:
        enrollment_id, version = EnrollmentId(self.ids.new(now_us)), record.enrollment_version
        sealed = tuple(
            self.vault.seal(row.subject, enrollment_id, version, kind, record.model_pack, content)
            for kind, content in _contents(row, analysis)
        )
        permitted = permitted_by_checks(self.policy)
        transaction.enrollments.put(_enrollment(row, record, permitted, (enrollment_id, sealed), now_us))
        enrolled_anew(transaction, row.subject, analysis.templates, now_us)
        if transaction.people.requester(row.subject).age is not AgeClass.MINOR:
            # The face was judged as an adult's: the app's word alone must not give it a guardian later.
            transaction.people.set_was_adult(row.subject, was_adult=True)
        # The guardian agreed to the earlier enrollment, not to this one.
        transaction.guardianships.end(row.subject)
        # Permission to render the earlier face is no permission to render this one.
        transaction.epochs.bump_owner(row.subject)


def _modalities(row: SessionRow, analysis: Analysis) -> frozenset[Modality]:
    """What can be rendered: everything, if there is a reference and a yes to keep it; else nothing."""
    keeps = Purpose.REFERENCE_MEDIA in row.purposes and analysis.reference is not None
    return frozenset(Modality) if keeps else frozenset()


def _contents(row: SessionRow, analysis: Analysis) -> list[tuple[str, bytes]]:
    """(kind, plaintext) of everything that is sealed, each under a key of its own."""
    contents = []
    if analysis.templates is not None:
        contents.append((TEMPLATES_KIND, templates.to_bytes(analysis.templates)))
    if Purpose.REFERENCE_MEDIA in row.purposes and analysis.reference is not None:
        contents.append((likeness_kind(Modality.FACE), _packed_frames(analysis.reference)))
        contents.append((likeness_kind(Modality.VOICE), analysis.reference.voice_wav))
    return contents


def _packed_frames(reference: LikenessReference) -> bytes:
    return pack(tuple(ReferenceFrame(Pose[frame.pose.name], frame.jpeg) for frame in reference.frames))


def _enrollment(
    row: SessionRow,
    record: VerificationRecord,
    permitted: Audience,
    kept: tuple[EnrollmentId, tuple[SealedItem, ...]],
    now_us: int,
) -> EnrollmentRow:
    enrollment_id, sealed = kept
    return EnrollmentRow(
        enrollment_id=enrollment_id,
        subject=row.subject,
        version=record.enrollment_version,
        assurance=record.assurance,
        audience_ceiling=permitted,
        modalities=frozenset(record.modalities),
        created_us=now_us,
        expires_us=now_us + ENROLLMENT_US,
        sealed=sealed,
        bound_to=None if record.identity is IdentityBinding.UNBOUND else record.identity,
    )


_TOLD = {
    (False, True): ActivityKind.ENROLLED,
    (False, False): ActivityKind.ENROLLMENT_FAILED,
    (True, True): ActivityKind.OWNER_VERIFIED,
    (True, False): ActivityKind.OWNER_NOT_VERIFIED,
}
"""By whether it was a verification, and whether it passed."""


def _activity(row: SessionRow, revision: int, now_us: int, *, passed: bool) -> ActivityRow:
    kind = _TOLD[row.act is not None, passed]
    return ActivityRow(row.subject, revision, now_us, kind, row.subject, "", row.act.name if row.act else "", 1)
