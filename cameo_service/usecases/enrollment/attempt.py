"""One attempt of a session: counted before anything is recorded, and abandoned if it gets no verdict.

A person has one running attempt, whichever replica runs it: a newer one ends an older one that is still received.
"""

from dataclasses import dataclass, field, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import acting_owner, owner_who_widens
from cameo_service.usecases.enrollment.enrollment_errors import (
    RecordingRunningError,
    ReleaseMissingError,
    UnknownSessionError,
)
from cameo_service.usecases.enrollment.sessions import challenge_language_of, session_of
from cameo_service.usecases.ports.enrollment import AttemptId, RunningAttempt, SessionRow
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.store import Store, Transaction
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import Purpose
from liveness.challenge.language import ENGLISH
from liveness.errors import SessionError, SessionUsedError
from liveness.live import session as rules
from liveness.measure.pictures import require_photo


@dataclass(frozen=True, slots=True)
class Attempt:
    """A running attempt. attempt_id: only the attempt that the session names may settle it.

    session_ends_us: UTC; nothing is received after it. act: what the enrolled person is verified for; None: they
    enroll. language: of what they are asked to say. photo: JPEG of the person that the recording must show; kept in
    memory while the attempt runs, and not stored.
    """

    session_id: EnrollmentId
    subject: SubjectId
    attempt_id: AttemptId
    session_ends_us: int
    act: OwnerAct | None = None
    language: str = ENGLISH
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Begins attempts and abandons them."""

    store: Store
    clock: Clock
    ids: IdSource

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
        """Moves a session to RECORDING. What another replica receives of the same person is abandoned.

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
            RecordingRunningError: another replica judges a recording of the person.
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
            row = _alone(transaction, row, now_us)
            begun, attempt_id = rules.begin(session_of(row), now_us), AttemptId(self.ids.new(now_us))
            transaction.sessions.put(replace(row, state=begun.state, attempts=begun.attempts, attempt_id=attempt_id))
            language = challenge_language_of(row)
            return Attempt(row.session_id, row.subject, attempt_id, row.expires_us, row.act, language, photo)

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
            transaction.sessions.put(_without_attempt(row, ended))

    def end_left_behind(self) -> int:
        """Ends every attempt that runs. Only for a process that knows that no other one serves this deployment.

        Returns:
            How many there were.
        """
        with self.store.read() as snapshot:
            left = snapshot.sessions.running()
        return sum(map(self.end_lost, left))

    def end_lost(self, lost: RunningAttempt) -> bool:
        """Abandons an attempt whose process is gone, unless it beat since; whether it did.

        A recording that had come whole was lost by the service: its attempt is given back.
        """
        with self.store.write() as transaction:
            row = transaction.sessions.by_id(lost.session_id)
            if row is None or lost not in transaction.sessions.running():
                return False
            is_whole = row.state is rules.SessionState.JUDGING
            ended = replace(session_of(row), state=rules.SessionState.ABANDONED, attempts=row.attempts - is_whole)
            transaction.sessions.put(_without_attempt(row, ended))
            return True


def _alone(transaction: Transaction, row: SessionRow, now_us: int) -> SessionRow:
    """The session once no attempt of its person is received any more, in none of their sessions.

    This process has ended its own (`turns`), so what still runs is another replica's, or was left by a dead one.

    Raises:
        RecordingRunningError: a recording has come whole; its verdict comes first.
    """
    for other in transaction.sessions.since(row.subject, now_us - rules.SESSIONS_WINDOW_US):
        if other.attempt_id is None or rules.seen_at(session_of(other), now_us).state not in rules.RUNNING:
            continue
        if other.state is rules.SessionState.JUDGING:
            raise RecordingRunningError
        ended = _without_attempt(other, rules.abandon(session_of(other), now_us))
        transaction.sessions.put(ended)
        row = replace(ended, expires_us=row.expires_us) if other.session_id == row.session_id else row
    return row


def _without_attempt(row: SessionRow, session: rules.Session) -> SessionRow:
    return replace(row, state=session.state, attempts=session.attempts, attempt_id=None)


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
    if row is None or row.attempt_id != attempt.attempt_id:
        raise SessionUsedError
    return row
