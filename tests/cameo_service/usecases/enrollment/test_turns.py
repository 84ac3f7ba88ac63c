"""A person records one stream at a time: the newest that is received, or the one that is judged."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event

import pytest

from cameo_service.usecases.enrollment import turns as module
from cameo_service.usecases.enrollment.enrollment_errors import RecordingReplacedError, RecordingRunningError
from cameo_service.usecases.enrollment.receive import Arrival
from cameo_service.usecases.enrollment.turns import Turns
from consent.identity import SubjectId
from liveness.live.messages import Ended
from tests.contracts.store_rows import subject_id

LONG_S = 60
ADA, BEN = subject_id(1), subject_id(2)


class Silent:
    """A client that sends nothing until its stream is ended."""

    def __init__(self) -> None:
        self._arrivals: SimpleQueue[Arrival] = SimpleQueue()
        self.is_waited_for = Event()
        self.is_left = False

    def next(self, until_s: float | None) -> Arrival | None:
        del until_s
        self.is_waited_for.set()
        return self._arrivals.get(timeout=LONG_S)

    def stop(self) -> None:
        self._arrivals.put(Arrival(None, 0.0))

    def say(self) -> None:
        self._arrivals.put(Arrival(Ended(), 0.0))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def received(turns: Turns, stream: Silent, person: SubjectId = ADA) -> str:
    """How the stream ended."""
    try:
        with turns.turn(person, stream) as turn:
            turn.next(None)
            turn.judge()
    except (RecordingReplacedError, RecordingRunningError) as error:
        return error.code
    return "WHOLE"


def test_a_newer_stream_of_a_person_ends_the_older_one_and_runs_itself(threads: ThreadPoolExecutor) -> None:
    turns, older, newer = Turns(), Silent(), Silent()
    lost = threads.submit(received, turns, older)
    assert older.is_waited_for.wait(LONG_S)
    kept = threads.submit(received, turns, newer)
    assert lost.result(LONG_S) == "RECORDING_REPLACED"
    newer.say()
    assert kept.result(LONG_S) == "WHOLE"


def test_the_newest_of_many_streams_is_the_one_that_runs(threads: ThreadPoolExecutor) -> None:
    turns, streams = Turns(), [Silent() for _ in range(4)]
    results = []
    for stream in streams:
        results.append(threads.submit(received, turns, stream))
        assert stream.is_waited_for.wait(LONG_S)
    streams[-1].say()
    assert [result.result(LONG_S) for result in results] == [*["RECORDING_REPLACED"] * 3, "WHOLE"]


def test_a_stream_that_waits_for_an_older_one_is_replaced_by_a_newer_one(threads: ThreadPoolExecutor) -> None:
    turns, newest = Turns(), Silent()
    with turns.turn(ADA, Silent()):
        waiting = threads.submit(received, turns, Silent())
        while turns._newest[ADA] is turns._running[ADA]:
            pass
        kept = threads.submit(received, turns, newest)
        assert waiting.result(LONG_S) == "RECORDING_REPLACED"
    newest.say()
    assert kept.result(LONG_S) == "WHOLE"


def test_another_person_is_not_concerned() -> None:
    turns, hers = Turns(), Silent()
    hers.say()
    with turns.turn(BEN, Silent()):
        assert received(turns, hers, ADA) == "WHOLE"


def test_a_recording_that_is_judged_is_not_ended_and_a_newer_one_is_refused() -> None:
    turns = Turns()
    with turns.turn(ADA, Silent()) as turn:
        turn.judge()
        assert received(turns, Silent()) == "RECORDING_RUNNING"
        turn.judge()
    again = Silent()
    again.say()
    assert received(turns, again) == "WHOLE"


def test_what_was_replaced_is_not_judged_even_if_it_was_whole(threads: ThreadPoolExecutor) -> None:
    turns, newer = Turns(), Silent()
    newer.say()
    with turns.turn(ADA, Silent()) as turn:
        kept = threads.submit(received, turns, newer)
        while not turn.is_replaced:
            pass
        with pytest.raises(RecordingReplacedError):
            turn.judge()
    assert kept.result(LONG_S) == "WHOLE"


def test_a_stream_that_does_not_leave_in_time_keeps_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAVES_WITHIN_S", 0.0)
    turns = Turns()
    with turns.turn(ADA, Silent()):
        assert received(turns, Silent()) == "RECORDING_RUNNING"
