"""Trying again is for people in bad light, not for attacks until one passes."""

import pytest

from liveness.errors import TooManyEnrollmentsError
from liveness.live.session import (
    FAILED_MAX,
    REFUSALS_PAUSE_US,
    SESSIONS_MAX,
    SESSIONS_WINDOW_US,
    SessionState,
    Started,
    require_room,
)

NOW_US = 10 * SESSIONS_WINDOW_US


def sessions(state: SessionState, count: int, latest_us: int) -> list[Started]:
    return [Started(state, latest_us - number) for number in range(count)]


@pytest.mark.parametrize("state", list(SessionState))
def test_a_person_starts_ten_sessions_a_day_and_no_more(state: SessionState) -> None:
    long_ago_us = NOW_US - REFUSALS_PAUSE_US
    require_room(sessions(state, SESSIONS_MAX - 1, long_ago_us), NOW_US)
    with pytest.raises(TooManyEnrollmentsError):
        require_room(sessions(state, SESSIONS_MAX, long_ago_us), NOW_US)


def test_sessions_of_yesterday_do_not_count() -> None:
    require_room(sessions(SessionState.FAILED, 100, NOW_US - SESSIONS_WINDOW_US), NOW_US)


def test_five_refusals_make_a_pause_of_an_hour() -> None:
    refused = sessions(SessionState.FAILED, FAILED_MAX, NOW_US)
    with pytest.raises(TooManyEnrollmentsError, match="60 min"):
        require_room(refused, NOW_US)
    with pytest.raises(TooManyEnrollmentsError, match="1 min"):
        require_room(refused, NOW_US + REFUSALS_PAUSE_US - 1)
    require_room(refused, NOW_US + REFUSALS_PAUSE_US)


@pytest.mark.parametrize("state", [SessionState.RETRY, SessionState.ABANDONED, SessionState.EXPIRED])
def test_bad_light_and_broken_streams_make_no_pause(state: SessionState) -> None:
    require_room(sessions(state, SESSIONS_MAX - 1, NOW_US), NOW_US)


def test_four_refusals_make_no_pause() -> None:
    require_room(sessions(SessionState.FAILED, FAILED_MAX - 1, NOW_US), NOW_US)
