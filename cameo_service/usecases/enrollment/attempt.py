"""One attempt of a session: counted before anything is recorded, and abandoned if it gets no verdict."""

from dataclasses import dataclass, field, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import acting_owner, owner_who_widens
from cameo_service.usecases.enrollment.enrollment_errors import ReleaseMissingError, UnknownSessionError
from cameo_service.usecases.enrollment.sessions import session_of
from cameo_service.usecases.ports.enrollment import SessionRow
from cameo_service.usecases.ports.store import Store
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import Purpose
from liveness.errors import SessionError, SessionUsedError
from liveness.live import session as rules
from liveness.measure.pictures import require_photo


@dataclass(frozen=True, slots=True)
class Attempt:
    """A running attempt. number: 1..3; only the latest attempt of a session may settle it.

    session_ends_us: UTC; nothing is received after it. act: what the enrolled person is verified for; None: they
    enroll. photo: JPEG of the person that the recording must show; kept in memory while the attempt runs, and not
    stored.
    """

    session_id: EnrollmentId
    subject: SubjectId
    number: int
    session_ends_us: int
    act: OwnerAct | None = None
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Begins attempts and abandons them."""

    store: Store
    clock: Clock

    def require_possible(self, caller: Caller, session_id: EnrollmentId) -> SubjectId:
        """The person whose attempt may begin, once a running one has ended.

        Raises:
            NotTheOwnerError: as `acting_owner`.
            UnknownSessionError: no session with that id for this person.
            SessionExpiredError, SessionUsedError, TooManyAttemptsError: the session allows no attempt.
        """
        with self.store.read() as snapshot:
            row = _own(snapshot.sessions.by_id(session_id), caller)
        rules.require_open(session_of(row), self.clock.utc_us())
        return row.subject

    def begin(
        self, caller: Caller, session_id: EnrollmentId, photo: bytes | None = None, waited_s: float = 0.0
    ) -> Attempt:
        """Moves a session to RECORDING.

        Args:
            caller: acts for the person of the session.
            session_id: the session.
            photo: JPEG of the person that the recording must show.
            waited_s: how long the recording waited for a place; the session ends so much later.

        Raises:
            NotTheOwnerError, SubjectSuspendedError: as `owner_who_widens`.
            UnknownSessionError: no session with that id for this person.
            ReleaseMissingError: a photo without a written yes to comparing with it.
            PhotoTooLarge, PhotoUnreadable: the photo breaks a rule.
            SessionExpiredError, SessionUsedError, TooManyAttemptsError: the session allows no attempt now.
        """
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            row = _own(transaction.sessions.by_id(session_id), caller)
            row = replace(row, expires_us=row.expires_us + round(waited_s * 1e6))
            if row.act is None:
                owner_who_widens(transaction, caller)
            if photo is not None:
                _require_comparable(row, photo)
            begun = rules.begin(session_of(row), now_us)
            transaction.sessions.put(replace(row, state=begun.state, attempts=begun.attempts))
            return Attempt(row.session_id, row.subject, begun.attempts, row.expires_us, row.act, photo)

    def judging(self, attempt: Attempt) -> None:
        """Moves the session to JUDGING: its recording has come whole.

        Raises:
            SessionExpiredError: the session's time was over first.
            SessionUsedError: another attempt began since.
        """
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            row = running(transaction.sessions.by_id(attempt.session_id), attempt)
            transaction.sessions.put(replace(row, state=rules.judging(session_of(row), now_us).state))

    def abandon(self, attempt: Attempt, *, is_counted: bool = True) -> None:
        """Moves the session to ABANDONED; leaves a session that has moved on as it is.

        is_counted: False where the service lost the attempt, which then costs the person none.
        """
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            try:
                row = running(transaction.sessions.by_id(attempt.session_id), attempt)
                ended = rules.abandon(session_of(row), now_us, is_counted=is_counted)
            except SessionError:
                return
            transaction.sessions.put(replace(row, state=ended.state, attempts=ended.attempts))

    def abandon_left_behind(self) -> int:
        """Abandons every attempt that an earlier process left. Call it once, before the ports answer.

        A recording that had come whole was lost by the service: its attempt is given back.

        Returns:
            How many there were.
        """
        with self.store.write() as transaction:
            left = transaction.sessions.in_state(rules.SessionState.RECORDING)
            lost = transaction.sessions.in_state(rules.SessionState.JUDGING)
            for row in left:
                transaction.sessions.put(replace(row, state=rules.SessionState.ABANDONED))
            for row in lost:
                given_back = replace(row, state=rules.SessionState.ABANDONED, attempts=row.attempts - 1)
                transaction.sessions.put(given_back)
            return len(left) + len(lost)


def _own(row: SessionRow | None, caller: Caller) -> SessionRow:
    if row is None or row.subject != acting_owner(caller):
        raise UnknownSessionError("No such enrollment session for this person.")
    return row


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
