"""An upload ends: with End, with silence, after five minutes, or with its session."""

import pytest

from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError, UploadTooSlowError
from cameo_service.usecases.enrollment.receive import (
    SILENCE_S,
    UPLOAD_S,
    Arrival,
    Arriving,
    Inbox,
    Recorded,
    receive_upload,
)
from liveness.challenge.prompts import Challenge
from liveness.errors import SessionExpiredError
from liveness.live.messages import PromptShown
from tests.cameo_service.usecases.enrollment.live_client import (
    LIMITS,
    START_S,
    HandClock,
    NeverPausing,
    ScriptedInbox,
    chunk,
    end,
)

LATER_S = START_S + 2 * UPLOAD_S


def taken(*script: Arrival, session_ends_s: float = LATER_S) -> bytes:
    clock = HandClock()
    return received(ScriptedInbox(script, clock), clock, session_ends_s)


def received(inbox: Inbox, clock: HandClock, session_ends_s: float) -> bytes:
    receiving = receive_upload(Arriving(inbox, clock, LIMITS, session_ends_s), Challenge())
    assert next(receiving)
    with pytest.raises(StopIteration) as stopped:
        next(receiving)
    recorded: Recorded = stopped.value.value
    return recorded.data


def nothing(at_s: float) -> Arrival:
    return Arrival(PromptShown("", 0.0), START_S + at_s)


def every(seconds: float) -> list[Arrival]:
    return [nothing(seconds * number) for number in range(1, 1000)]


def test_an_upload_may_take_its_time_within_five_minutes() -> None:
    slow = [chunk(20.0 * number, number, "a") for number in range(15)]
    assert taken(*slow, end(UPLOAD_S - 1)) == b"a" * 15


def test_a_client_that_says_nothing_every_few_seconds_gets_no_more_than_five_minutes() -> None:
    with pytest.raises(UploadTooSlowError):
        taken(*every(SILENCE_S / 2))


def test_an_end_that_came_after_five_minutes_came_too_late() -> None:
    with pytest.raises(UploadTooSlowError):
        taken(*every(SILENCE_S / 2)[:19], end(UPLOAD_S))


def test_a_client_that_never_pauses_gains_no_time() -> None:
    clock = HandClock()
    with pytest.raises(UploadTooSlowError):
        received(NeverPausing(clock), clock, LATER_S)
    assert clock.now_s <= START_S + UPLOAD_S + 1


def test_an_upload_ends_with_its_session() -> None:
    with pytest.raises(SessionExpiredError):
        taken(*every(SILENCE_S / 2), session_ends_s=START_S + 60)
    with pytest.raises(SessionExpiredError):
        taken(session_ends_s=START_S + 1)


def test_silence_ends_it_sooner() -> None:
    with pytest.raises(AttemptAbandonedError):
        taken(chunk(0, 0, "a"))
