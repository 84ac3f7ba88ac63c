"""An enrollment session as its caller sees it."""

from dataclasses import dataclass, replace

from cameo_service.usecases.enrollment.verification_record import VerificationRecord
from cameo_service.usecases.ports.enrollment import SessionRow
from liveness.live import session as rules
from liveness.verdict.judge import Outcome


@dataclass(frozen=True, slots=True)
class EnrollmentView:
    """State as of now, attempts left, end (UTC microseconds), and the record of the latest judged attempt."""

    state: str
    attempts_left: int
    expires_us: int
    record: VerificationRecord | None
    token: str


def session_of(row: SessionRow) -> rules.Session:
    """The stored session as the rules know it."""
    return rules.Session(rules.SessionState(row.state), row.attempts, row.expires_us)


def judged_session(row: SessionRow, outcome: Outcome, record: VerificationRecord, now_us: int) -> SessionRow:
    """The session after its running attempt got this verdict.

    Raises:
        SessionExpiredError, SessionUsedError: the verdict comes too late, or no attempt is running.
    """
    session = rules.settle(session_of(row), outcome, now_us)
    checks = tuple((check.check, check.result, check.reason) for check in record.checks)
    return replace(row, state=session.state, checks=checks, record=record.as_json())


def view_of(row: SessionRow, now_us: int, token: str) -> EnrollmentView:
    """The session as it stands at `now_us`."""
    session = rules.seen_at(session_of(row), now_us)
    record = VerificationRecord.from_json(row.record) if row.record else None
    return EnrollmentView(session.state, rules.MAX_ATTEMPTS - session.attempts, session.expires_us, record, token)
