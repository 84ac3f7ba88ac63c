"""The session's states: ten minutes, three attempts, one result."""

import pytest

from liveness.errors import SessionExpiredError, SessionUsedError, TooManyAttemptsError
from liveness.live.session import (
    MAX_ATTEMPTS,
    SESSION_LIFETIME_US,
    Session,
    SessionState,
    abandon,
    begin,
    create,
    seen_at,
    settle,
)
from liveness.verdict.outcome import Outcome

NOW_US = 1_000_000_000


def recording() -> Session:
    return begin(create(NOW_US), NOW_US)


def test_the_limits_are_those_of_the_design() -> None:
    assert SESSION_LIFETIME_US == 600_000_000
    assert MAX_ATTEMPTS == 3


def test_an_attempt_is_counted_when_it_begins() -> None:
    assert recording() == Session(SessionState.RECORDING, 1, NOW_US + SESSION_LIFETIME_US)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PASSED, SessionState.PASSED),
        (Outcome.FAILED, SessionState.FAILED),
        (Outcome.RETRY, SessionState.RETRY),
    ],
)
def test_a_verdict_settles_the_attempt(outcome: Outcome, state: SessionState) -> None:
    assert settle(recording(), outcome, NOW_US).state is state


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_a_session_with_its_result_is_used(outcome: Outcome) -> None:
    with pytest.raises(SessionUsedError):
        begin(settle(recording(), outcome, NOW_US), NOW_US)


def test_one_attempt_at_a_time() -> None:
    with pytest.raises(SessionUsedError):
        begin(recording(), NOW_US)


def test_the_fourth_attempt_is_refused() -> None:
    session = create(NOW_US)
    for _ in range(MAX_ATTEMPTS):
        session = abandon(begin(session, NOW_US), NOW_US)
    with pytest.raises(TooManyAttemptsError):
        begin(session, NOW_US)


def test_an_unsettled_session_expires_and_a_settled_one_keeps_its_result() -> None:
    late_us = NOW_US + SESSION_LIFETIME_US
    assert seen_at(create(NOW_US), late_us - 1).state is SessionState.CREATED
    assert seen_at(create(NOW_US), late_us).state is SessionState.EXPIRED
    assert seen_at(recording(), late_us).state is SessionState.EXPIRED
    assert seen_at(settle(recording(), Outcome.PASSED, NOW_US), late_us).state is SessionState.PASSED


def test_nothing_moves_after_expiry() -> None:
    late_us = NOW_US + SESSION_LIFETIME_US
    with pytest.raises(SessionExpiredError):
        begin(create(NOW_US), late_us)
    with pytest.raises(SessionExpiredError):
        settle(recording(), Outcome.PASSED, late_us)
    with pytest.raises(SessionExpiredError):
        abandon(recording(), late_us)


def test_only_a_running_attempt_can_be_settled_or_abandoned() -> None:
    with pytest.raises(SessionUsedError):
        settle(create(NOW_US), Outcome.PASSED, NOW_US)
    with pytest.raises(SessionUsedError):
        abandon(create(NOW_US), NOW_US)
