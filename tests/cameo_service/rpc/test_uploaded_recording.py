"""An upload ends: with End, with silence, after five minutes, or with its session."""

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.rpc.errors import UploadTooSlowError
from cameo_service.rpc.inbox import Arrival
from cameo_service.rpc.uploaded_recording import SILENCE_S, UPLOAD_S, take_upload
from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError
from liveness.errors import SessionExpiredError
from tests.cameo_service.rpc.live_client import START_S, TOTAL_BYTES, HandClock, NeverPausing, ScriptedInbox, chunk, end

LATER_S = START_S + 2 * UPLOAD_S


def taken(*script: Arrival, session_ends_s: float = LATER_S) -> bytes:
    clock = HandClock()
    return take_upload(ScriptedInbox(script, clock), clock, TOTAL_BYTES, session_ends_s)


def nothing(at_s: float) -> Arrival:
    return Arrival(pb.RecordEnrollmentRequest(), START_S + at_s)


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
        take_upload(NeverPausing(clock), clock, TOTAL_BYTES, LATER_S)
    assert clock.now_s <= START_S + UPLOAD_S + 1


def test_an_upload_ends_with_its_session() -> None:
    with pytest.raises(SessionExpiredError):
        taken(*every(SILENCE_S / 2), session_ends_s=START_S + 60)
    with pytest.raises(SessionExpiredError):
        taken(session_ends_s=START_S + 1)


def test_silence_ends_it_sooner() -> None:
    with pytest.raises(AttemptAbandonedError):
        taken(chunk(0, 0, "a"))
