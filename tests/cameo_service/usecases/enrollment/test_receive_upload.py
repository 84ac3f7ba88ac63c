"""An upload ends: with End, when it comes too slowly, after five minutes, or with its session."""

import math

import pytest

from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError, UploadTooSlowError
from cameo_service.usecases.enrollment.receive import (
    LEAST_BYTES_PER_S,
    PAUSE_S,
    UPLOAD_S,
    Arrival,
    Arriving,
    Inbox,
    OpenRecording,
    receive_upload,
)
from liveness.challenge.prompts import Challenge
from liveness.errors import ChunkEmptyError, OpenedTwiceError, SessionExpiredError
from liveness.limits.recordings import RecordingLimits
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool, held
from tests.cameo_service.usecases.enrollment.live_client import (
    START_S,
    HandClock,
    NeverPausing,
    ScriptedInbox,
    chunk,
    end,
    torn,
)
from tests.contracts.store_rows import session

LIMITS = RecordingLimits()

LATER_S = START_S + 2 * UPLOAD_S


def taken(*script: Arrival, session_ends_s: float = LATER_S) -> bytes:
    clock = HandClock()
    return received(ScriptedInbox(script, clock), clock, session_ends_s)


def received(inbox: Inbox, clock: HandClock, session_ends_s: float) -> bytes:
    spool = HeldSpool()
    receiving = receive_upload(Arriving(inbox, clock, LIMITS, session_ends_s, spool), Challenge())
    assert next(receiving)
    with pytest.raises(StopIteration):
        next(receiving)
    return held(spool)


def every(seconds: float, size: int, count: int = 1000) -> list[Arrival]:
    """So many bytes every so many seconds."""
    return [chunk(seconds * number, number, "a" * size) for number in range(count)]


def enough(seconds: float) -> int:
    """As many bytes as so many seconds must bring."""
    return math.ceil(seconds * LEAST_BYTES_PER_S)


def test_an_upload_may_take_its_time_within_five_minutes() -> None:
    assert len(taken(*every(7.0, enough(7), 42), end(UPLOAD_S - 1))) == 42 * enough(7)


def test_an_upload_may_pause_where_the_connection_is_lost_for_a_while() -> None:
    assert taken(*every(1.0, enough(8), 5), end(4 + PAUSE_S - 1))


def test_one_byte_every_five_seconds_holds_its_place_for_a_pause_and_no_longer() -> None:
    clock = HandClock()
    with pytest.raises(UploadTooSlowError):
        received(ScriptedInbox(every(5.0, 1), clock), clock, LATER_S)
    assert clock.now_s <= START_S + PAUSE_S + 1


def test_half_the_least_rate_is_too_slow_whatever_came_before() -> None:
    fast = every(1.0, enough(8), 5)
    slow = [chunk(5.0 + number, 5 + number, "a" * enough(0.5)) for number in range(300)]
    clock = HandClock()
    with pytest.raises(UploadTooSlowError):
        received(ScriptedInbox([*fast, *slow], clock), clock, LATER_S)
    assert clock.now_s <= START_S + 5 + 2 * PAUSE_S + 1


def test_messages_without_bytes_gain_no_time() -> None:
    clock = HandClock()
    with pytest.raises(UploadTooSlowError):
        received(NeverPausing(clock), clock, LATER_S)
    assert clock.now_s <= START_S + PAUSE_S + 1


def test_a_fast_client_gets_no_more_than_five_minutes() -> None:
    with pytest.raises(UploadTooSlowError):
        taken(*every(7.0, enough(7)))


def test_an_end_that_came_after_five_minutes_came_too_late() -> None:
    with pytest.raises(UploadTooSlowError):
        taken(*every(7.0, enough(7), 42), end(UPLOAD_S))


def test_an_upload_ends_with_its_session() -> None:
    with pytest.raises(SessionExpiredError):
        taken(*every(7.0, enough(7)), session_ends_s=START_S + 60)
    with pytest.raises(SessionExpiredError):
        taken(session_ends_s=START_S + 1)


def test_a_stream_that_tears_before_its_end_is_abandoned() -> None:
    with pytest.raises(AttemptAbandonedError):
        taken(chunk(0, 0, "a"), torn(1))


def test_an_empty_chunk_is_refused() -> None:
    with pytest.raises(ChunkEmptyError):
        taken(chunk(0, 0, "a"), chunk(1, 1, ""), end(2))


def test_a_second_open_is_refused() -> None:
    with pytest.raises(OpenedTwiceError):
        taken(chunk(0, 0, "a"), Arrival(OpenRecording(session().session_id, Challenge()), START_S + 1), end(2))
