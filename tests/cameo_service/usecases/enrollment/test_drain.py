"""When the service stops, recordings that come whole in time are judged, others are ended, and none begins."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cameo_service.clock import SystemClock
from cameo_service.usecases.acting.errors import ServiceStoppingError
from cameo_service.usecases.enrollment import drain as module
from cameo_service.usecases.enrollment.drain import Drained, DrainRecordings
from cameo_service.usecases.enrollment.enrollment_errors import AnalysisInterruptedError
from cameo_service.usecases.enrollment.turns import Turns
from tests.cameo_service.usecases.enrollment.test_turns import ADA, BEN, LONG_S, Silent


class Judging:
    """Judges until it is let go or ended."""

    def __init__(self) -> None:
        self.is_judging, self._may_end, self.is_closed = Event(), Event(), False

    def judge(self) -> None:
        self.is_judging.set()
        assert self._may_end.wait(LONG_S)
        if self.is_closed:
            raise AnalysisInterruptedError("The analysis was interrupted: send the recording again.")

    def let_go(self) -> None:
        self._may_end.set()

    def close(self) -> None:
        self.is_closed = True
        self._may_end.set()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def recorded(turns: Turns, stream: Silent, judging: Judging, person: object = ADA) -> str:
    """How one recording ended, as its client reads it."""
    try:
        with turns.turn(person, stream) as turn:  # type: ignore[arg-type]
            turn.next(None)
            turn.judge()
            judging.judge()
    except (ServiceStoppingError, AnalysisInterruptedError) as error:
        return error.code
    return "VERDICT"


def test_without_recordings_a_stop_waits_for_nothing() -> None:
    judging = Judging()
    assert DrainRecordings(Turns(), judging, SystemClock())() == Drained(0, 0)
    assert judging.is_closed


def test_a_recording_that_comes_whole_after_the_signal_has_its_verdict(threads: ThreadPoolExecutor) -> None:
    turns, stream, judging = Turns(), Silent(), Judging()
    recording = threads.submit(recorded, turns, stream, judging)
    assert stream.is_waited_for.wait(LONG_S)
    draining = threads.submit(DrainRecordings(turns, judging, SystemClock()))
    stream.say()
    assert judging.is_judging.wait(LONG_S)
    assert not judging.is_closed
    judging.let_go()
    assert recording.result(LONG_S) == "VERDICT"
    assert draining.result(LONG_S) == Drained(1, 0)


def test_a_recording_that_does_not_come_whole_in_time_is_ended_and_one_that_is_judged_goes_on(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECEIVING_S", 0.0)
    turns, judged, silent, judging = Turns(), Silent(), Silent(), Judging()
    kept = threads.submit(recorded, turns, judged, judging, ADA)
    judged.say()
    assert judging.is_judging.wait(LONG_S)
    cut = threads.submit(recorded, turns, silent, judging, BEN)
    assert silent.is_waited_for.wait(LONG_S)
    draining = threads.submit(DrainRecordings(turns, judging, SystemClock()))
    assert cut.result(LONG_S) == "SERVICE_STOPPING"
    judging.let_go()
    assert kept.result(LONG_S) == "VERDICT"
    assert draining.result(LONG_S) == Drained(1, 1)


def test_an_analysis_that_takes_too_long_is_ended_last(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECEIVING_S", 0.0)
    monkeypatch.setattr(module, "JUDGING_S", 0.0)
    turns, stream, judging = Turns(), Silent(), Judging()
    recording = threads.submit(recorded, turns, stream, judging)
    stream.say()
    assert judging.is_judging.wait(LONG_S)
    assert DrainRecordings(turns, judging, SystemClock())() == Drained(0, 1)
    assert recording.result(LONG_S) == "ANALYSIS_INTERRUPTED"


def test_after_the_signal_no_recording_begins() -> None:
    turns, judging = Turns(), Judging()
    DrainRecordings(turns, judging, SystemClock())()
    assert recorded(turns, Silent(), judging) == "SERVICE_STOPPING"


def test_a_stream_that_waits_for_an_older_one_of_its_person_does_not_begin_either(
    threads: ThreadPoolExecutor,
) -> None:
    turns, older, newer, judging = Turns(), Silent(), Silent(), Judging()
    deaf = Event()
    older.stop = deaf.set  # type: ignore[method-assign]
    running = threads.submit(recorded, turns, older, judging)
    assert older.is_waited_for.wait(LONG_S)
    waiting = threads.submit(recorded, turns, newer, judging)
    assert deaf.wait(LONG_S)
    turns.close()
    assert waiting.result(LONG_S) == "SERVICE_STOPPING"
    Silent.stop(older)
    assert running.exception(LONG_S) is not None


def test_a_stream_that_comes_after_the_signal_does_not_end_the_one_that_runs(threads: ThreadPoolExecutor) -> None:
    turns, older, judging = Turns(), Silent(), Judging()
    running = threads.submit(recorded, turns, older, judging)
    assert older.is_waited_for.wait(LONG_S)
    turns.close()
    assert recorded(turns, Silent(), judging) == "SERVICE_STOPPING"
    older.say()
    judging.let_go()
    assert running.result(LONG_S) == "VERDICT"
