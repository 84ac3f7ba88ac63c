"""Analysis workers, with real processes that crash, hang, hog and lie."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np
import pytest

from cameo_service.analysis.errors import (
    AnalysisBusy,
    AnalysisError,
    AnalysisFailed,
    AnalysisOverLimit,
    AnalysisUnavailable,
    WorkerDied,
)
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool, PoolLoad
from cameo_service.analysis.worker import Loader
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import SystemClock
from liveness.errors import UnknownWordError
from liveness.media.recording import Sound
from liveness.media.recording_errors import TooLong
from tests.cameo_service.analysis import tasks

LIMITS = WorkerLimits(memory_bytes=600 * 1024**2, cpu_seconds=1)
ENOUGH_S = 300.0
"""No job takes as long, unless the machine is far too busy."""


def make_pool(size: int = 1, limits: WorkerLimits = LIMITS) -> AnalysisPool:
    return AnalysisPool(size, tasks.load, tasks.do, limits, SystemClock())


@pytest.fixture
def pool() -> Iterator[AnalysisPool]:
    with make_pool() as one_worker:
        yield one_worker


def answer_pid(pool: AnalysisPool) -> int:
    pid = pool.submit(("pid", None), ENOUGH_S)
    assert isinstance(pid, int)
    return pid


def what_it_was_given() -> tuple[bytes, list[str]]:
    with AnalysisPool(1, tasks.load_what_it_was_given, tasks.tell, LIMITS, SystemClock()) as pool:
        environment, files = pool.submit(None, ENOUGH_S)
    return environment, files


def test_a_job_is_done_by_another_process(pool: AnalysisPool) -> None:
    assert answer_pid(pool) in pool.worker_pids()
    assert answer_pid(pool) != os.getpid()


def test_dataclasses_and_arrays_come_back_whole(pool: AnalysisPool) -> None:
    sound = pool.submit(("hear", 3), ENOUGH_S)
    assert isinstance(sound, Sound)
    assert sound.start_s == 0.5
    np.testing.assert_array_equal(sound.samples, np.array([0, 1, 2], np.float32))


def test_two_workers_do_two_jobs_at_once() -> None:
    with make_pool(2) as pool, ThreadPoolExecutor(2) as callers:
        spinning = callers.submit(pool.submit, ("spin", None), 0.5)
        assert {answer_pid(pool) for _ in range(20)} < set(pool.worker_pids())
        assert isinstance(spinning.exception(), AnalysisOverLimit)


def test_a_task_that_raises_leaves_its_worker_and_tells_only_the_operator(pool: AnalysisPool) -> None:
    pid = answer_pid(pool)
    with pytest.raises(AnalysisFailed) as caught:
        pool.submit(("raise", "a secret"), ENOUGH_S)
    assert "KeyError in _raise" in caught.value.detail
    assert "secret" not in caught.value.detail + str(caught.value)
    assert answer_pid(pool) == pid


def test_a_refused_recording_reaches_the_caller_as_itself(pool: AnalysisPool) -> None:
    with pytest.raises(TooLong, match="longer than 60 seconds"):
        pool.submit(("refuse", 60.0), ENOUGH_S)


def test_a_refused_challenge_reaches_the_caller_as_itself(pool: AnalysisPool) -> None:
    with pytest.raises(UnknownWordError, match="xyzzyq"):
        pool.submit(("misask", "xyzzyq"), ENOUGH_S)


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[tuple[AnalysisPool, TextIO]]:
    """A pool whose worker says through a pipe that it is at work."""
    os.mkfifo(tmp_path / "pid")
    loader = partial(tasks.load_with_pipe, str(tmp_path / "pid"))
    with AnalysisPool(1, loader, tasks.do, LIMITS, SystemClock()) as pool, (tmp_path / "pid").open() as pipe:
        yield pool, pipe


def test_a_killed_worker_is_replaced(piped: tuple[AnalysisPool, TextIO]) -> None:
    pool, pipe = piped
    with ThreadPoolExecutor(1) as callers:
        cut_off = callers.submit(pool.submit, ("tell pid and spin", None), ENOUGH_S)
        pid = int(pipe.readline())
        os.kill(pid, signal.SIGKILL)
        assert isinstance(cut_off.exception(), WorkerDied)
    assert pool.submit(("environment", None), ENOUGH_S)
    assert pool.worker_pids() != (pid,)


def test_a_worker_that_dies_between_jobs_costs_one_job_at_most(pool: AnalysisPool) -> None:
    os.kill(answer_pid(pool), signal.SIGKILL)
    try:
        pool.submit(("pid", None), ENOUGH_S)
    except WorkerDied:
        assert answer_pid(pool)


def test_a_crash_is_an_error_and_the_next_job_runs(pool: AnalysisPool) -> None:
    with pytest.raises(WorkerDied):
        pool.submit(("die", 7), ENOUGH_S)
    assert answer_pid(pool)


def test_one_allocation_over_the_limit_fails_the_job_only(pool: AnalysisPool) -> None:
    pid = answer_pid(pool)
    with pytest.raises(AnalysisFailed) as caught:
        pool.submit(("allocate", 2 * 1024**3), ENOUGH_S)
    assert "MemoryError" in caught.value.detail
    assert answer_pid(pool) == pid


def test_memory_that_creeps_up_ends_the_job(pool: AnalysisPool) -> None:
    with pytest.raises(AnalysisError) as caught:
        pool.submit(("creep", 16 * 1024**2), ENOUGH_S)
    assert isinstance(caught.value, AnalysisFailed | AnalysisOverLimit)
    assert answer_pid(pool)


def test_pictures_that_were_let_go_count_no_more(pool: AnalysisPool) -> None:
    picture = 1280 * 720 * 3
    assert pool.submit(("let go", picture), ENOUGH_S) < 2 * picture


def test_resident_memory_is_watched_too() -> None:
    clock, loose = SystemClock(), replace(LIMITS, cpu_seconds=20)
    worker = WorkerProcess(tasks.load, tasks.do, loose, clock)
    worker.wait_until_loaded()
    worker._limits = replace(loose, memory_bytes=200 * 1024**2)
    with pytest.raises(AnalysisOverLimit) as caught:
        worker.run(("creep", 1024**2), clock.monotonic_s() + ENOUGH_S)
    assert caught.value.detail == "the worker outgrew its memory"


def test_cpu_time_is_limited_for_each_job_anew(pool: AnalysisPool) -> None:
    with pytest.raises(AnalysisOverLimit) as caught:
        pool.submit(("spin", None), ENOUGH_S)
    assert "CPU" in caught.value.detail
    assert answer_pid(pool)


def test_a_job_that_waits_past_its_deadline_is_killed(pool: AnalysisPool) -> None:
    pid = answer_pid(pool)
    with pytest.raises(AnalysisOverLimit) as caught:
        pool.submit(("wait", None), 0.2)
    assert caught.value.detail == "the worker passed its deadline"
    assert answer_pid(pool) != pid


def test_a_job_that_gets_no_processor_in_time_is_not_at_fault(pool: AnalysisPool) -> None:
    """A job that runs is ended by what it used, however busy the machine is."""
    with pytest.raises(AnalysisOverLimit) as caught:
        pool.submit(("spin", None), 0.0)
    assert "CPU" in caught.value.detail


def test_a_caller_who_waits_too_long_for_a_worker_is_told() -> None:
    with make_pool() as pool, ThreadPoolExecutor(1) as callers:
        worker = pool._take(ENOUGH_S)
        with pytest.raises(AnalysisBusy):
            callers.submit(pool.submit, ("pid", None), ENOUGH_S, 0.05).result()
        pool._give_back(worker)


def test_a_worker_is_retired_after_its_jobs_behind_a_loaded_one() -> None:
    with make_pool(limits=replace(LIMITS, jobs=5)) as pool:
        pids = [answer_pid(pool) for _ in range(5)]
        assert len(set(pids)) == 1
        # The old one goes on until its successor has loaded, so that no caller waits; then it leaves for good.
        while answer_pid(pool) == pids[0]:
            continue
        later = [answer_pid(pool) for _ in range(3)]
        assert set(later) - {pids[0]}
        assert pids[0] not in pool.worker_pids()


def test_a_worker_does_50_jobs_unless_told_otherwise() -> None:
    assert WorkerLimits().jobs == 50


def test_a_loader_that_raises_stops_the_start_and_says_why() -> None:
    with pytest.raises(AnalysisUnavailable) as caught:
        AnalysisPool(2, tasks.load_badly, tasks.do, LIMITS, SystemClock())
    assert caught.value.detail == "the loader raised FileNotFoundError: no such model file"


@pytest.mark.parametrize("loader", [tasks.load_and_die, tasks.load_slowly])
def test_a_worker_that_never_loads_stops_the_start(loader: Loader) -> None:
    with pytest.raises(AnalysisUnavailable):
        AnalysisPool(1, loader, tasks.do, replace(LIMITS, load_seconds=0.3), SystemClock())


def test_a_closed_pool_takes_no_job_and_leaves_no_process() -> None:
    pool = make_pool(2)
    pids = pool.worker_pids()
    pool.close()
    with pytest.raises(AnalysisUnavailable):
        pool.submit(("pid", None), ENOUGH_S)
    for pid in pids:
        assert not Path(f"/proc/{pid}").exists()


def test_closing_cuts_off_running_jobs(piped: tuple[AnalysisPool, TextIO]) -> None:
    pool, pipe = piped
    with ThreadPoolExecutor(1) as callers:
        running = callers.submit(pool.submit, ("tell pid and spin", None), ENOUGH_S)
        pipe.readline()
        pool.close()
        assert isinstance(running.exception(), WorkerDied)


def test_many_callers_share_few_workers() -> None:
    with make_pool(2) as pool, ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: answer_pid(pool), range(100)))
        assert set(answers) <= set(pool.worker_pids())


def test_a_worker_sees_neither_our_environment_nor_our_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMEO_SECRET", "key")
    with (tmp_path / "ring").open("w"):
        environment, files = what_it_was_given()
    assert b"CAMEO_SECRET" not in environment
    assert files
    assert not [link for link in files if "ring" in link]


def test_a_worker_that_dies_leaves_no_recording_behind(pool: AnalysisPool) -> None:
    assert pool.submit(("may dump", None), ENOUGH_S) == (0, (0, 0))


def test_libraries_use_one_thread(pool: AnalysisPool) -> None:
    with AnalysisPool(1, tasks.load_with_libraries, tasks.tell, LIMITS, SystemClock()) as with_libraries:
        assert with_libraries.submit(None, ENOUGH_S) == 1
    assert pool.submit(("environment", None), ENOUGH_S)["OMP_NUM_THREADS"] == "1"


def test_a_worker_starts_with_the_telemetry_of_the_model_runtime_off() -> None:
    assert b"ORT_DISABLE_TELEMETRY=1" in what_it_was_given()[0].split(b"\0")


def test_a_reply_that_would_run_code_here_is_refused(pool: AnalysisPool) -> None:
    with pytest.raises(WorkerDied):
        pool.submit(("unwelcome", None), ENOUGH_S)
    assert answer_pid(pool)


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    with make_pool() as pool, pytest.raises(WorkerDied):
        pool.submit(("die", 1), ENOUGH_S)
    for thread in threading.enumerate():
        if thread.name == "analysis-standby":
            thread.join(ENOUGH_S)
    assert threading.active_count() == before


def test_a_pool_says_how_many_wait_how_many_got_a_worker_and_how_many_workers_were_replaced(pool: AnalysisPool) -> None:
    assert pool.load_now() == PoolLoad(waiting=0, begun=0, waited_s=0.0, replaced=0)
    answer_pid(pool)
    with pytest.raises(WorkerDied):
        pool.submit(("die", 7), ENOUGH_S)
    answer_pid(pool)
    load = pool.load_now()
    assert (load.waiting, load.begun, load.replaced) == (0, 3, 1)
    assert load.waited_s > 0
