"""The parts of a recording go to one worker, which does other jobs between them."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cameo_service.analysis.errors import AnalysisUnavailable, WorkerDied
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import STREAMS_A_WORKER, AnalysisPool
from cameo_service.analysis.spool import MemorySpool
from cameo_service.analysis.worker_stream import WorkerStream
from cameo_service.clock import SystemClock
from tests.cameo_service.analysis import tasks

ENOUGH_S = 300.0
LIMITS = WorkerLimits(memory_bytes=512 * 1024**2, load_seconds=ENOUGH_S)


def shelves(size: int = 2, limits: WorkerLimits = LIMITS) -> AnalysisPool:
    return AnalysisPool(size, tasks.load_shelf, tasks.shelve, limits, SystemClock())


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with shelves() as made:
        yield made


def opened(pool: AnalysisPool) -> WorkerStream:
    stream = pool.stream()
    assert stream is not None
    return stream


def part(stream: WorkerStream, number: int, data: bytes, kind: str = "take") -> tuple[int, bytes]:
    with MemorySpool() as spool:
        spool.write(data)
        answer: tuple[int, bytes] = stream.part((kind, number), ENOUGH_S, ENOUGH_S, spool.seal())
    return answer


def test_every_part_comes_to_the_worker_that_has_the_others(pool: AnalysisPool) -> None:
    streams = [opened(pool) for _ in range(2)]
    for data in (b"one ", b"two ", b"three"):
        answers = [part(stream, number, data) for number, stream in enumerate(streams)]
    for stream in streams:
        stream.end()
    assert {pid for pid, _ in answers} == set(pool.worker_pids())
    assert [data for _, data in answers] == [b"one two three"] * 2


def test_a_recording_in_parts_holds_no_worker(pool: AnalysisPool) -> None:
    stream = opened(pool)
    part(stream, 5, b"begun")
    assert {pool.submit(("take", 9), ENOUGH_S)[0] for _ in range(20)} <= set(pool.worker_pids())
    with ThreadPoolExecutor(4) as callers:
        assert len(list(callers.map(lambda _: pool.submit(("take", 9), ENOUGH_S), range(8)))) == 8
    assert part(stream, 5, b" and gone on")[1] == b"begun and gone on"
    stream.end()


def test_more_recordings_than_workers_can_hold_have_no_stream() -> None:
    with shelves(1) as pool:
        streams = [opened(pool) for _ in range(STREAMS_A_WORKER)]
        assert pool.stream() is None
        streams[0].end()
        streams[0].end()
        assert pool.stream() is not None
        assert pool.stream() is None


def test_a_worker_that_dies_ends_its_recordings_and_no_others() -> None:
    with shelves(2) as pool:
        one, other = opened(pool), opened(pool)
        os.kill(part(one, 1, b"one")[0], signal.SIGKILL)
        with pytest.raises(WorkerDied):
            part(one, 1, b" more")
        with pytest.raises(WorkerDied):
            part(one, 1, b" more")
        assert part(other, 2, b"other")[1] == b"other"


def test_a_worker_is_retired_when_its_last_recording_is_over() -> None:
    with shelves(1, replace(LIMITS, jobs=1)) as pool:
        stream = opened(pool)
        first, _ = part(stream, 1, b"begun")
        pool.submit(("take", 9), ENOUGH_S)
        while pool.submit(("take", 9), ENOUGH_S)[0] == first:
            continue
        assert part(stream, 1, b" and gone on") == (first, b"begun and gone on")
        stream.end()
        assert first not in pool.worker_pids()


def test_parts_are_no_jobs_that_wear_a_worker_out() -> None:
    with shelves(1, replace(LIMITS, jobs=3)) as pool:
        stream = opened(pool)
        assert len({part(stream, 1, b"x")[0] for _ in range(9)}) == 1
        assert (pool.load_now().begun, pool.load_now().replaced) == (0, 0)


def test_a_closed_pool_takes_no_part() -> None:
    pool = shelves(1)
    stream = opened(pool)
    pool.close()
    assert pool.stream() is None
    with pytest.raises((AnalysisUnavailable, WorkerDied)):
        part(stream, 1, b"x")
