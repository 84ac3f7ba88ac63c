"""The second half of RecordEnrollment: a verdict becomes a session state and, if it passed, a sealed enrollment.

Nothing of the recording survives this step but what is sealed, and nothing is sealed without a written yes to it.
"""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.tokens import token_of
from cameo_service.usecases.enrollment.begin_attempt import running
from cameo_service.usecases.enrollment.enrolled_templates import TEMPLATES_KIND, matched
from cameo_service.usecases.enrollment.enrollment_view import EnrollmentView, judged_session, view_of
from cameo_service.usecases.enrollment.identity_binding import IdentityBinding, binding_of
from cameo_service.usecases.enrollment.judged import Judged
from cameo_service.usecases.enrollment.reference_frames import Pose, ReferenceFrame, pack
from cameo_service.usecases.enrollment.replay_memory import recognised, sighting
from cameo_service.usecases.enrollment.start_enrollment import Purpose
from cameo_service.usecases.enrollment.verification_record import VerificationRecord, record_of, standing_of
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealedItem, SessionRow, Vault, likeness_kind
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.store import Store, Transaction
from consent.identity import EnrollmentId
from consent.terms import AgeClass, Assurance, Audience, Modality
from liveness.checks import same_person
from liveness.measure import templates
from liveness.measure.likeness_reference import LikenessReference
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord, Verdict, with_check
from liveness.verdict.policy import Check, Policy

LIFETIME_US = 3 * 365 * 24 * 60 * 60 * 1_000_000
"""An enrollment ends after three years, the longest that BIPA sec. 15(a) lets an unused template live."""


@dataclass(frozen=True, slots=True)
class SettleAttempt:
    """Ends an attempt with its verdict. Verdict and enrollment are one transaction."""

    store: Store
    vault: Vault
    clock: Clock
    ids: IdSource
    policy: Policy

    def __call__(self, judged: Judged) -> EnrollmentView:
        """Settles the attempt.

        Steps: 1 the attempt is still the running one, 2 its recording never came before, 3 nobody else is enrolled and
        the age is not in doubt, 4 state and record, 5 seal and replace the enrollment, 6 tell.

        Raises:
            SessionExpiredError: the session's time was over before the verdict.
            SessionUsedError: another attempt began since.
        """
        now_us, seen = self.clock.utc_us(), sighting(judged.analysis)
        with self.store.write() as transaction:
            row = running(transaction.sessions.by_id(judged.attempt.session_id), judged.attempt)  # step 1
            analysis = recognised(transaction.recordings, row.subject, judged.analysis, seen, now_us)  # step 2
            earlier = transaction.enrollments.of(row.subject)
            verdict = self._verdict(transaction, row, analysis, earlier)  # step 3
            revision = transaction.next_revision()
            binding = binding_of(verdict, earlier)
            standing = standing_of(self.policy, binding, streamed_in_real_time=judged.streamed_in_real_time)
            version = earlier.version + 1 if earlier else 1
            record = record_of(verdict, standing, version, _modalities(row, analysis))  # step 4
            row = judged_session(row, verdict.outcome, record, now_us)
            transaction.sessions.put(row)
            if verdict:
                self._enroll(transaction, row, record, analysis, now_us)  # step 5
            transaction.activity.record(_activity(row, revision, now_us, passed=bool(verdict)))  # step 6
            return view_of(row, now_us, token_of(self.store.deployment(), revision))

    def _verdict(
        self, transaction: Transaction, row: SessionRow, analysis: Analysis, earlier: EnrollmentRow | None
    ) -> Verdict:
        """Who is enrolled can only be enrolled again: another face does not silently take their place."""
        verdict = matched(self.vault, self.clock, earlier, analysis) if earlier else analysis.verdict
        if not verdict or analysis.age_years is None:
            return verdict
        is_said_minor = transaction.people.requester(row.subject).age is AgeClass.MINOR
        return with_check(
            verdict, CheckRecord(Check.AGE, same_person.judge_age(analysis.age_years, is_said_minor=is_said_minor), 0.0)
        )

    def _enroll(
        self, transaction: Transaction, row: SessionRow, record: VerificationRecord, analysis: Analysis, now_us: int
    ) -> None:
        enrollment_id, version = EnrollmentId(self.ids.new(now_us)), record.enrollment_version
        sealed = tuple(
            self.vault.seal(row.subject, enrollment_id, version, kind, record.model_pack, content)
            for kind, content in _contents(row, analysis)
        )
        transaction.enrollments.put(_enrollment(row, record, enrollment_id, sealed, now_us))
        if transaction.people.requester(row.subject).age is not AgeClass.MINOR:
            # The face was judged as an adult's: the app's word alone must not give it a guardian later.
            transaction.people.set_was_adult(row.subject, was_adult=True)
        # A guardian's yes was to what stood when they gave it.
        transaction.guardianships.end(row.subject)
        # Whoever was allowed to render the earlier face was not allowed to render this one.
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
    enrollment_id: EnrollmentId,
    sealed: tuple[SealedItem, ...],
    now_us: int,
) -> EnrollmentRow:
    binding = IdentityBinding[record.identity]
    return EnrollmentRow(
        enrollment_id=enrollment_id,
        subject=row.subject,
        version=record.enrollment_version,
        assurance=Assurance[record.assurance],
        audience_ceiling=Audience[record.audience_ceiling],
        modalities=frozenset(Modality(modality) for modality in record.modalities),
        created_us=now_us,
        expires_us=now_us + LIFETIME_US,
        sealed=sealed,
        bound_to=None if binding is IdentityBinding.UNBOUND else binding,
    )


def _activity(row: SessionRow, revision: int, now_us: int, *, passed: bool) -> ActivityRow:
    kind = ActivityKind.ENROLLED if passed else ActivityKind.ENROLLMENT_FAILED
    return ActivityRow(row.subject, revision, now_us, kind, row.subject, "", "", 1)
