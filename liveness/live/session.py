"""The states of an enrollment session and the moves between them: 10 minutes, at most 3 attempts.

Does not store anything, nor read a clock: times are UTC microseconds that the caller took once.

    CREATED --begin--> RECORDING --settle--> PASSED | FAILED | RETRY
    RETRY, ABANDONED --begin--> RECORDING        RECORDING --abandon--> ABANDONED
    CREATED, RETRY, ABANDONED, RECORDING --time passes--> EXPIRED
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from liveness.errors import SessionExpiredError, SessionUsedError, TooManyAttemptsError
from liveness.verdict.outcome import Outcome

MAX_ATTEMPTS = 3
LIFETIME_US = 10 * 60 * 1_000_000


class SessionState(StrEnum):
    """Where an enrollment session stands."""

    CREATED = "CREATED"
    RECORDING = "RECORDING"
    PASSED = "PASSED"
    FAILED = "FAILED"
    RETRY = "RETRY"
    ABANDONED = "ABANDONED"
    EXPIRED = "EXPIRED"


_SETTLED = {SessionState.PASSED, SessionState.FAILED}
_OUTCOMES = {
    Outcome.PASSED: SessionState.PASSED,
    Outcome.FAILED: SessionState.FAILED,
    Outcome.RETRY: SessionState.RETRY,
}


@dataclass(frozen=True, slots=True)
class Session:
    """state as last written; attempts: how many were begun; expires_us: UTC microseconds."""

    state: SessionState
    attempts: int
    expires_us: int


def create(now_us: int) -> Session:
    """A fresh session."""
    return Session(SessionState.CREATED, 0, now_us + LIFETIME_US)


def seen_at(session: Session, now_us: int) -> Session:
    """The session as it stands now: a settled one keeps its result, any other expires."""
    if session.state not in _SETTLED and now_us >= session.expires_us:
        return replace(session, state=SessionState.EXPIRED)
    return session


def begin(session: Session, now_us: int) -> Session:
    """Starts an attempt, and counts it before anything is recorded.

    Raises:
        SessionExpiredError: its time is over.
        SessionUsedError: it has its result, or an attempt is running.
        TooManyAttemptsError: no attempt is left.
    """
    session = seen_at(session, now_us)
    if session.state is SessionState.EXPIRED:
        raise SessionExpiredError
    if session.state in _SETTLED or session.state is SessionState.RECORDING:
        raise SessionUsedError
    if session.attempts >= MAX_ATTEMPTS:
        raise TooManyAttemptsError(MAX_ATTEMPTS)
    return replace(session, state=SessionState.RECORDING, attempts=session.attempts + 1)


def settle(session: Session, outcome: Outcome, now_us: int) -> Session:
    """Ends the running attempt with its verdict.

    Raises:
        SessionExpiredError: its time is over; a verdict that comes too late counts for nothing.
        SessionUsedError: no attempt is running.
    """
    _require_running(session, now_us)
    return replace(session, state=_OUTCOMES[outcome])


def abandon(session: Session, now_us: int) -> Session:
    """Ends the running attempt without a verdict: its stream broke. Its prompts are burnt.

    Raises:
        SessionExpiredError: its time is over.
        SessionUsedError: no attempt is running.
    """
    _require_running(session, now_us)
    return replace(session, state=SessionState.ABANDONED)


def _require_running(session: Session, now_us: int) -> None:
    session = seen_at(session, now_us)
    if session.state is SessionState.EXPIRED:
        raise SessionExpiredError
    if session.state is not SessionState.RECORDING:
        raise SessionUsedError
