"""The first half of RecordEnrollment: an attempt is counted before anything is recorded."""

from dataclasses import dataclass, field, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import acting_owner, owner_who_widens
from cameo_service.usecases.enrollment.enrollment_errors import UnknownSessionError
from cameo_service.usecases.enrollment.enrollment_view import session_of
from cameo_service.usecases.enrollment.start_enrollment import Purpose, ReleaseMissingError
from cameo_service.usecases.ports.enrollment import SessionRow
from cameo_service.usecases.ports.store import Store
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from liveness.errors import SessionUsedError
from liveness.live import session as rules
from liveness.measure.pictures import require_photo


@dataclass(frozen=True, slots=True)
class Attempt:
    """A running attempt. number: 1..3; only the latest attempt of a session may settle it.

    session_ends_us: UTC; nothing is received after it. act: what the enrolled person is about to do; None: they enroll.
    photo: whom the recording must show; kept in memory while the attempt runs, and nowhere else.
    """

    session_id: EnrollmentId
    subject: SubjectId
    number: int
    session_ends_us: int
    act: OwnerAct | None = None
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class BeginAttempt:
    """Moves a session to RECORDING."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, session_id: EnrollmentId, photo: bytes | None = None) -> Attempt:
        """Begins an attempt. photo: JPEG of whom it must show; takes a yes of its own.

        Raises:
            NotTheOwnerError, SubjectSuspendedError: as `owner_who_widens`.
            UnknownSessionError: no session with that id for this person.
            ReleaseMissingError: a photo, and no written yes to comparing with it.
            PhotoTooLarge, PhotoUnreadable: a photo that is not taken.
            SessionExpiredError, SessionUsedError, TooManyAttemptsError: the session allows no attempt now.
        """
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            row = transaction.sessions.by_id(session_id)
            if row is None or row.subject != acting_owner(caller):
                raise UnknownSessionError("No such enrollment session for this person.")
            if row.act is None:
                owner_who_widens(transaction, caller)
            if photo is not None:
                _require_comparable(row, photo)
            begun = rules.begin(session_of(row), now_us)
            transaction.sessions.put(replace(row, state=begun.state, attempts=begun.attempts))
            act = OwnerAct(row.act) if row.act else None
            return Attempt(row.session_id, row.subject, begun.attempts, row.expires_us, act, photo)


def _require_comparable(row: SessionRow, photo: bytes) -> None:
    if Purpose.IDENTITY_REFERENCE not in row.purposes:
        raise ReleaseMissingError("Ask for a yes to comparing the face with a photo first.")
    require_photo(photo)


def running(row: SessionRow | None, attempt: Attempt) -> SessionRow:
    """The session of a running attempt.

    Raises:
        SessionUsedError: another attempt has begun since, or the session is gone.
    """
    if row is None or row.attempts != attempt.number:
        raise SessionUsedError
    return row
