"""A fresh session for recordings, of either kind, and how often a person gets one."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.enrollment.enrollment_view import session_of
from cameo_service.usecases.ports.enrollment import SessionRow
from cameo_service.usecases.ports.outside import IdSource
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from liveness.live import session as rules
from liveness.live.session import Started


@dataclass(frozen=True, slots=True)
class StartedSession:
    """Where to record, and until when (UTC microseconds)."""

    session_id: UUID
    subject: UUID
    expires_us: int
    attempts_left: int
    token: str


STARTED = TypeAdapter(StartedSession)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a session is opened for. act: None to enroll, else what the enrolled person is about to do.

    consent_record: JSON, what the person agreed to or asked for. purposes: each with a written yes.
    """

    owner: SubjectId
    request_id: str
    purposes: frozenset[str]
    consent_record: str
    act: OwnerAct | None


def open_session(change: Change, ids: IdSource, new: NewSession) -> StartedSession:
    """A session of ten minutes and three attempts. Enrollments and verifications of the owner are counted apart.

    Raises:
        TooManyEnrollmentsError: this person started too many of this kind, or was refused too often.
    """
    _require_room(change, new)
    fresh = rules.create(change.now_us)
    session_id = EnrollmentId(ids.new(change.now_us))
    change.transaction.sessions.put(
        SessionRow(
            session_id=session_id,
            subject=new.owner,
            request_id=new.request_id,
            purposes=new.purposes,
            consent_record=new.consent_record,
            state=fresh.state,
            attempts=fresh.attempts,
            created_us=change.now_us,
            expires_us=fresh.expires_us,
            checks=(),
            record=None,
            act=new.act,
        )
    )
    return StartedSession(session_id, new.owner, fresh.expires_us, rules.MAX_ATTEMPTS, change.token)


def _require_room(change: Change, new: NewSession) -> None:
    rows = change.transaction.sessions.since(new.owner, change.now_us - rules.SESSIONS_WINDOW_US)
    is_verification = new.act is not None
    earlier = [
        Started(session_of(row).state, row.created_us) for row in rows if (row.act is not None) == is_verification
    ]
    rules.require_room(earlier, change.now_us)
