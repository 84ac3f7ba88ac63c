"""The states of an enrollment session and the moves between them: 10 minutes, 3 attempts at most, 10 sessions a day.

Does not store or count anything, nor read a clock: times are UTC microseconds that the caller took once.

    CREATED --begin--> RECORDING --judging--> JUDGING --settle--> PASSED | FAILED | RETRY
    RETRY, ABANDONED --begin--> RECORDING        RECORDING, JUDGING --abandon--> ABANDONED
    CREATED, RETRY, ABANDONED, RECORDING, JUDGING --time passes--> EXPIRED

A check that is tried again errs more often: k tries at an error rate a let 1 - (1 - a)^k through. Ten sessions of three
attempts keep a = 1 % below 27 % a day, and the pause after refusals slows an attacker down.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from liveness.errors import SessionExpiredError, SessionUsedError, TooManyAttemptsError, TooManyEnrollmentsError
from liveness.verdict.outcome import Outcome

MAX_ATTEMPTS = 3
SESSION_LIFETIME_US = 10 * 60 * 1_000_000
SESSIONS_WINDOW_US = 24 * 60 * 60 * 1_000_000
SESSIONS_MAX = 10
"""Sessions of one person in SESSIONS_WINDOW_US, whatever their result."""
FAILED_MAX = 5
"""Refused sessions in the window that start a pause. RETRY and ABANDONED do not count: bad light is no attack."""
REFUSALS_PAUSE_US = 60 * 60 * 1_000_000
"""From the start of the latest refused session."""


class SessionState(StrEnum):
    """The state of an enrollment session."""

    CREATED = "CREATED"
    RECORDING = "RECORDING"
    JUDGING = "JUDGING"
    PASSED = "PASSED"
    FAILED = "FAILED"
    RETRY = "RETRY"
    ABANDONED = "ABANDONED"
    EXPIRED = "EXPIRED"


RUNNING = {SessionState.RECORDING, SessionState.JUDGING}
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
    return Session(SessionState.CREATED, 0, now_us + SESSION_LIFETIME_US)


def seen_at(session: Session, now_us: int) -> Session:
    """The session as it stands now: a settled one keeps its result, any other expires."""
    if session.state not in _SETTLED and now_us >= session.expires_us:
        return replace(session, state=SessionState.EXPIRED)
    return session


def attempts_left(session: Session) -> int:
    """How many attempts may still be begun: none once the session has its result or its time is over.

    session: as it stands now (`seen_at`).
    """
    is_over = session.state in _SETTLED or session.state is SessionState.EXPIRED
    return 0 if is_over else MAX_ATTEMPTS - session.attempts


def begin(session: Session, now_us: int) -> Session:
    """Starts an attempt, and counts it before anything is recorded.

    Raises:
        SessionExpiredError: its time is over.
        SessionUsedError: it has its result, or an attempt is running.
        TooManyAttemptsError: no attempt is left.
    """
    if seen_at(session, now_us).state in RUNNING:
        raise SessionUsedError
    require_open(session, now_us)
    return replace(session, state=SessionState.RECORDING, attempts=session.attempts + 1)


def require_open(session: Session, now_us: int) -> None:
    """That an attempt may begin, once a running one has ended.

    Raises:
        SessionExpiredError: its time is over.
        SessionUsedError: it has its result.
        TooManyAttemptsError: no attempt is left.
    """
    session = seen_at(session, now_us)
    if session.state is SessionState.EXPIRED:
        raise SessionExpiredError
    if session.state in _SETTLED:
        raise SessionUsedError
    if session.attempts >= MAX_ATTEMPTS:
        raise TooManyAttemptsError(MAX_ATTEMPTS)


def judging(session: Session, now_us: int) -> Session:
    """The running attempt's recording has come whole.

    Raises:
        SessionExpiredError: its time is over.
        SessionUsedError: no attempt is running.
    """
    _require_running(session, now_us)
    return replace(session, state=SessionState.JUDGING)


def settle(session: Session, outcome: Outcome, now_us: int) -> Session:
    """Ends the running attempt with its verdict.

    Raises:
        SessionExpiredError: its time is over; a verdict that comes too late counts for nothing.
        SessionUsedError: no attempt is running.
    """
    _require_running(session, now_us)
    return replace(session, state=_OUTCOMES[outcome])


def abandon(session: Session, now_us: int, *, is_counted: bool = True) -> Session:
    """Ends the running attempt without a verdict: its stream broke. Its prompts are burnt.

    is_counted: False where the service itself lost the attempt, which then costs the person none.

    Raises:
        SessionExpiredError: its time is over.
        SessionUsedError: no attempt is running.
    """
    _require_running(session, now_us)
    return replace(session, state=SessionState.ABANDONED, attempts=session.attempts - (not is_counted))


def _require_running(session: Session, now_us: int) -> None:
    session = seen_at(session, now_us)
    if session.state is SessionState.EXPIRED:
        raise SessionExpiredError
    if session.state not in RUNNING:
        raise SessionUsedError


@dataclass(frozen=True, slots=True)
class Started:
    """An earlier session of the same person. started_us: UTC microseconds."""

    state: SessionState
    started_us: int


def require_room(earlier: Iterable[Started], now_us: int) -> None:
    """Checks that the person may start another session.

    Raises:
        TooManyEnrollmentsError: not yet.
    """
    recent = [one for one in earlier if now_us - one.started_us < SESSIONS_WINDOW_US]
    failed_us = [one.started_us for one in recent if one.state is SessionState.FAILED]
    if len(recent) >= SESSIONS_MAX:
        raise TooManyEnrollmentsError(min(one.started_us for one in recent) + SESSIONS_WINDOW_US - now_us)
    if len(failed_us) >= FAILED_MAX and now_us - max(failed_us) < REFUSALS_PAUSE_US:
        raise TooManyEnrollmentsError(max(failed_us) + REFUSALS_PAUSE_US - now_us)
