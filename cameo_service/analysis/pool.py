"""A fixed number of workers that analyse recordings, each one job at a time.

The pool is generic: a loader makes the state of a worker once, and a task turns state and job into a result. Create it
before any gRPC object exists. Later workers start from a fresh interpreter, never from a fork.
"""

import logging
import queue
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from cameo_service.analysis.errors import AnalysisBusy, AnalysisUnavailable
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.worker import Loader, Task
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import Clock

_LOG = logging.getLogger(__name__)
_LOAD_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """How busy a pool is.

    waiting: jobs without a worker now. begun: jobs that wait no longer, since the start. waited_s: seconds that they
    waited. replaced: workers that died or had done their share of jobs.
    """

    waiting: int
    begun: int
    waited_s: float
    replaced: int


class AnalysisPool:
    """Worker processes behind one blocking call; safe for many threads.

    Args:
        size: number of workers; one per core is best, because each uses one thread.
        loader: importable top-level function; makes the state that a worker keeps.
        task: importable top-level function; (state, job) -> result. A `RecordingError` or
            `ChallengeError` it raises reaches the caller.
        limits: limits of each worker.
        clock: for deadlines.

    Raises:
        AnalysisUnavailable: a worker could not load; `detail` says why.
    """

    def __init__(self, size: int, loader: Loader, task: Task, limits: WorkerLimits, clock: Clock) -> None:
        self._loader, self._task, self._limits, self._clock = loader, task, limits, clock
        # None in the queue wakes a waiting caller: no worker will come.
        self._idle: queue.SimpleQueue[WorkerProcess | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers: set[WorkerProcess] = set()
        self._loading, self._waiting, self._replaced = 0, 0, 0
        self._begun, self._waited_s = 0, 0.0
        self._is_closed = False
        started = [self._start() for _ in range(size)]
        try:
            for worker in started:
                worker.wait_until_loaded()
                self._idle.put(worker)
        except AnalysisUnavailable:
            self.close()
            raise
        if missing := started[0].missing_walls:
            _LOG.warning("workers start without these walls: %s; `cameo doctor` says what to do", ", ".join(missing))

    def submit(self, job: object, timeout_s: float, wait_s: float | None = None, recording: int | None = None) -> Any:
        """Analyses one recording; returns the result of the task.

        Args:
            job: anything picklable.
            timeout_s: for the job, from when a worker has it.
            wait_s: for a free worker; None: as long as timeout_s.
            recording: descriptor of an open file that goes to the task with the job.

        Raises:
            RecordingError, ChallengeError: the task refused the recording or the challenge.
            AnalysisError: the subclass says why there is no result; the pool keeps working.
        """
        worker = self._take(timeout_s if wait_s is None else wait_s)
        try:
            return worker.run(job, self._clock.monotonic_s() + timeout_s, recording)
        finally:
            self._give_back(worker)

    def load_now(self) -> "PoolLoad":
        """How busy the workers are."""
        with self._lock:
            return PoolLoad(self._waiting, self._begun, self._waited_s, self._replaced)

    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of all workers, loaded or loading."""
        with self._lock:
            return tuple(worker.pid for worker in self._workers)

    def close(self) -> None:
        """Ends all workers; running jobs raise `WorkerDied`."""
        with self._lock:
            self._is_closed = True
            for worker in self._workers:
                worker.end()
            self._workers.clear()
        self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self, wait_s: float) -> WorkerProcess:
        asked_s = self._clock.monotonic_s()
        with self._lock:
            self._waiting += 1
        try:
            worker = self._idle.get(timeout=max(wait_s, 0.0))
        except queue.Empty:
            raise AnalysisBusy("no worker was free in time") from None
        finally:
            with self._lock:
                self._waiting -= 1
                self._begun += 1
                self._waited_s += self._clock.monotonic_s() - asked_s
        if worker is None or self._is_closed:
            self._idle.put(None)
            raise AnalysisUnavailable("the pool is closed or has no worker left")
        return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        if not worker.is_alive() or worker.has_successor:
            self._forget(worker)
        else:
            self._idle.put(worker)
        if not worker.has_successor and (not worker.is_alive() or worker.jobs_done == self._limits.jobs):
            self._load_successor(worker)

    def _load_successor(self, worker: WorkerProcess) -> None:
        with self._lock:
            if self._is_closed:
                return
            self._loading += 1
            self._replaced += 1
        threading.Thread(target=self._succeed, args=(worker,), name="analysis-standby", daemon=True).start()

    def _succeed(self, worker: WorkerProcess) -> None:
        """Loads a worker, then retires its predecessor."""
        successor = self._try_to_load()
        with self._lock:
            self._loading -= 1
            is_last = not self._loading and not any(known.is_alive() for known in self._workers)
        if successor is not None:
            worker.has_successor = True
            self._idle.put(successor)
        elif is_last:
            self._idle.put(None)

    def _try_to_load(self) -> WorkerProcess | None:
        for _ in range(_LOAD_ATTEMPTS):
            if self._is_closed:
                break
            worker = self._start()
            try:
                worker.wait_until_loaded()
            except AnalysisUnavailable as error:
                self._forget(worker)
                _LOG.error("an analysis worker could not be loaded: %s", error.detail)
            else:
                return worker
        return None

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._loader, self._task, self._limits, self._clock)
        with self._lock:
            self._workers.add(worker)
            if self._is_closed:
                worker.end()
        return worker

    def _forget(self, worker: WorkerProcess) -> None:
        worker.kill()
        with self._lock:
            self._workers.discard(worker)
