"""What has come of a recording goes to a worker in parts. Whatever goes wrong there, the recording is judged whole."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cameo_service.analysis.enrollment_task import PooledAnalyst
from cameo_service.analysis.errors import AnalysisOverLimit, WorkerDied
from cameo_service.analysis.feeding import PART_BYTES, Feeding
from cameo_service.analysis.pool import PoolLoad
from cameo_service.analysis.recording_tasks import Dropped, Job, Part
from cameo_service.analysis.spool import MemorySpool, read_whole
from liveness.challenge.prompts import Asked, Challenge, Prompt, PromptKind
from liveness.media.recording_errors import TooLong
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import DEMO
from tests.cameo_service.usecases.enrolling import passed

ENOUGH_S = 300.0
ASKED = Asked(Challenge((Prompt("1", PromptKind.SAY, "seven"),)))


@dataclass
class ToldStream:
    """Takes parts, and answers as told. wants: to each part, whether more is wanted, or an error."""

    wants: Callable[[int], bool | Exception] = lambda _: True
    answer: object = field(default_factory=passed)
    data: bytes = b""
    jobs: list[object] = field(default_factory=list)
    is_over: bool = False
    took: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    ended: threading.Event = field(default_factory=threading.Event)

    def part(self, job: object, timeout_s: float, wait_s: float, recording: int | None) -> bool:
        assert not self.is_over
        self.jobs.append(job)
        answer = self.wants(len(self.jobs))
        if recording is not None:
            self.data += read_whole(recording)
        self.took.release()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def last(self, job: object, timeout_s: float, wait_s: float, recording: int) -> object:
        self.jobs.append(job)
        self.data = read_whole(recording)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def end(self) -> None:
        self.is_over = True
        self.ended.set()


@dataclass
class ToldWorkers:
    """Judge whole recordings, and have this stream."""

    told: ToldStream | None
    wholes: list[Job] = field(default_factory=list)
    whole: Analysis = field(default_factory=passed)

    def stream(self) -> ToldStream | None:
        return self.told

    def submit(self, job: Job, timeout_s: float, wait_s: float | None = None, recording: int | None = None) -> Analysis:
        self.wholes.append(job)
        return self.whole

    def load_now(self) -> PoolLoad:
        return PoolLoad(0, 0, 0.0, 0)

    def close(self) -> None:
        """Nothing to end."""


def feeding(recording: MemorySpool, stream: ToldStream | None, number: int = 3) -> Feeding:
    return Feeding(recording, lambda: stream, number, pause_s=0.0)  # type: ignore[arg-type, return-value]


def judged(
    workers: ToldWorkers, *pieces: bytes, between: Callable[[], object] = lambda: None
) -> tuple[Analysis, ToldWorkers]:
    analyst = PooledAnalyst(lambda: workers)  # type: ignore[arg-type, return-value]
    analyst.load()
    with MemorySpool() as recording, feeding(recording, workers.told) as ahead:
        for piece in pieces:
            recording.write(piece)
            ahead.grown(ASKED)
            between()
        return analyst.analyse(recording, Challenge(), DEMO, photo=None, delivery=None, ahead=ahead), workers


def test_what_came_goes_out_once_and_in_order_and_the_verdict_is_asked_there() -> None:
    stream = ToldStream()
    analysis, workers = judged(ToldWorkers(stream), b"one ", b"two ", b"three", between=stream.took.acquire)
    assert analysis is stream.answer
    assert stream.jobs == [Part(3, ASKED)] * 3 + [Job(Challenge(), DEMO, None, None, 3)]
    assert stream.data == b"one two three"
    assert (workers.wholes, stream.is_over) == ([], True)


def test_much_at_once_goes_out_in_parts_of_a_second() -> None:
    stream, data = ToldStream(), bytes(range(256)) * (PART_BYTES // 100)
    parts = -(-len(data) // PART_BYTES)

    def all_parts() -> None:
        for _ in range(parts):
            stream.took.acquire()

    judged(ToldWorkers(stream), data, between=all_parts)
    assert len(stream.jobs) == parts + 1
    assert stream.data == data


def test_a_worker_that_is_behind_is_not_kept_waiting() -> None:
    stream = ToldStream()
    with MemorySpool() as recording, Feeding(recording, lambda: stream, 3, pause_s=ENOUGH_S) as ahead:  # type: ignore[arg-type, return-value]
        recording.write(bytes(3 * PART_BYTES))
        ahead.grown(ASKED)
        assert all(stream.took.acquire(timeout=ENOUGH_S / 2) for _ in range(3))


def test_while_the_last_prompt_is_open_the_person_is_about_to_wait_so_smaller_parts_go_out_sooner() -> None:
    stream = ToldStream()
    with (
        MemorySpool() as recording,
        Feeding(recording, lambda: stream, 3, pause_s=ENOUGH_S, last_pause_s=0.0) as ahead,  # type: ignore[arg-type, return-value]
    ):
        for piece in (b"one ", b"two"):
            recording.write(piece)
            ahead.grown(Asked(Challenge(), is_last=True))
            assert stream.took.acquire(timeout=ENOUGH_S / 2)
    assert stream.data == b"one two"


def test_without_room_in_a_worker_the_recording_is_judged_whole() -> None:
    analysis, workers = judged(ToldWorkers(None), b"one", b"two")
    assert analysis is workers.whole
    assert workers.wholes == [Job(Challenge(), DEMO, None, None)]


@pytest.mark.parametrize("error", [WorkerDied("status -11"), AnalysisOverLimit("60 s")])
def test_a_worker_that_fails_on_the_way_costs_nothing(error: Exception) -> None:
    stream = ToldStream(wants=lambda number: error if number == 2 else True)
    analysis, workers = judged(ToldWorkers(stream), b"one", b"two", between=stream.took.acquire)
    assert analysis is workers.whole
    assert stream.is_over


@pytest.mark.parametrize("error", [WorkerDied("status -11"), AnalysisOverLimit("60 s")])
def test_a_worker_that_fails_at_the_end_costs_nothing(error: Exception) -> None:
    stream = ToldStream(answer=error)
    analysis, workers = judged(ToldWorkers(stream), b"one", between=stream.took.acquire)
    assert analysis is workers.whole
    assert stream.is_over


def test_a_refused_recording_is_refused_once() -> None:
    stream = ToldStream(answer=TooLong(60))
    workers = ToldWorkers(stream)
    with pytest.raises(TooLong):
        judged(workers, b"one", between=stream.took.acquire)
    assert (workers.wholes, stream.is_over) == ([], True)


def test_a_recording_that_nobody_judges_is_forgotten_by_its_worker() -> None:
    stream = ToldStream()
    with MemorySpool() as recording, feeding(recording, stream) as ahead:
        recording.write(b"one")
        ahead.grown(ASKED)
        stream.took.acquire()
    assert stream.ended.wait(ENOUGH_S)
    assert stream.jobs == [Part(3, ASKED), Dropped(3)]


def test_a_recording_that_was_just_left_is_read_no_more() -> None:
    stream = ToldStream()
    with MemorySpool() as recording:

        def opened_too_late() -> ToldStream:
            ahead.__exit__(None, None, None)
            return stream

        ahead = Feeding(recording, opened_too_late, 3, pause_s=0.0)  # type: ignore[arg-type]
        recording.write(b"one")
        ahead.grown(ASKED)
        assert stream.ended.wait(ENOUGH_S)
    assert stream.data == b""


def test_a_worker_that_wants_no_more_is_given_no_more() -> None:
    stream = ToldStream(wants=lambda _: False)
    analysis, workers = judged(ToldWorkers(stream), b"one", b"two", between=lambda: stream.ended.wait(ENOUGH_S))
    assert analysis is workers.whole
    assert stream.jobs == [Part(3, ASKED), Dropped(3)]


def test_a_recording_of_which_nothing_came_starts_no_thread() -> None:
    before = threading.active_count()
    with MemorySpool() as recording, feeding(recording, ToldStream()):
        assert threading.active_count() == before
