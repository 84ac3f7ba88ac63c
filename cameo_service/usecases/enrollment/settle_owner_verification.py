"""The end of an owner verification: the take's templates against the sealed ones, and a proof for one act.

Nothing of the recording is kept.
"""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.tokens import token_of
from cameo_service.usecases.enrollment.begin_attempt import running
from cameo_service.usecases.enrollment.enrolled_templates import matched
from cameo_service.usecases.enrollment.enrollment_view import EnrollmentView, judged_session, view_of
from cameo_service.usecases.enrollment.judged import Judged
from cameo_service.usecases.enrollment.replay_memory import recognised, sighting
from cameo_service.usecases.enrollment.verification_record import Standing, record_of
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow, Vault
from cameo_service.usecases.ports.store import Store
from consent.owner_act import OwnerAct
from liveness.checks.result import Failed, Reason
from liveness.verdict.judge import CheckRecord, Verdict, with_check
from liveness.verdict.policy import Check


@dataclass(frozen=True, slots=True)
class SettleOwnerVerification:
    """Ends an attempt of a verification with its verdict. Verdict and proof are one transaction."""

    store: Store
    vault: Vault
    clock: Clock

    def __call__(self, judged: Judged, act: OwnerAct) -> EnrollmentView:
        """Settles the attempt.

        Steps: 1 the attempt is still the running one, 2 its recording never came before, 3 a live person did what was
        asked, 4 it is the enrolled one, 5 state and record, 6 the proof, 7 tell.

        Raises:
            SessionExpiredError: the session's time was over before the verdict.
            SessionUsedError: another attempt began since.
        """
        now_us, seen = self.clock.utc_us(), sighting(judged.analysis)
        with self.store.write() as transaction:
            row = running(transaction.sessions.by_id(judged.attempt.session_id), judged.attempt)  # step 1
            analysis = recognised(transaction.recordings, row.subject, judged.analysis, seen, now_us)  # step 2
            enrolled = transaction.enrollments.of(row.subject)
            verdict = self._verdict(replace(judged, analysis=analysis), enrolled)  # steps 3 and 4
            revision = transaction.next_revision()
            version = enrolled.version if enrolled else 0
            record = record_of(verdict, Standing(), version, frozenset())
            row = judged_session(row, verdict.outcome, record, now_us)  # step 5
            transaction.sessions.put(row)
            if verdict:
                transaction.owner_proofs.put(row.subject, act, now_us)  # step 6
            transaction.activity.record(_activity(row, act, revision, now_us, passed=bool(verdict)))  # step 7
            return view_of(row, now_us, token_of(self.store.deployment(), revision))

    def _verdict(self, judged: Judged, enrolled: EnrollmentRow | None) -> Verdict:
        verdict = judged.analysis.verdict
        # A recording that ran ahead of the clock was not made under these prompts.
        if verdict and not judged.streamed_in_real_time:
            return with_check(verdict, CheckRecord(Check.SAME_PERSON, Failed(Reason.FED_IN), 0.0))
        return matched(self.vault, self.clock, enrolled, judged.analysis)


def _activity(row: SessionRow, act: OwnerAct, revision: int, now_us: int, *, passed: bool) -> ActivityRow:
    kind = ActivityKind.OWNER_VERIFIED if passed else ActivityKind.OWNER_NOT_VERIFIED
    return ActivityRow(row.subject, revision, now_us, kind, row.subject, "", act.name, 1)
