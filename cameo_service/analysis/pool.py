"""A fixed number of workers that analyse recordings, each one job at a time.

The pool is generic: a loader makes the state of a worker once, and a task turns state and job into a result. Create it
before any gRPC object exists. Later workers start from a fresh interpreter, never from a fork.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from cameo_service.analysis.errors import AnalysisBusy, AnalysisUnavailable, WorkerDied
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.worker import Loader, Task
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.analysis.worker_stream import WorkerStream
from cameo_service.clock import Clock

_LOG = logging.getLogger(__name__)
_LOAD_ATTEMPTS = 3
STREAMS_A_WORKER = 4
"""Recordings of which one worker holds a part at the same time: 2 GiB less the models' 450 MiB hold four, each with
128 MiB of pictures, a decoder and its sound. What comes beyond is analysed whole, when it has come."""


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

    def __add__(self, other: "PoolLoad") -> "PoolLoad":
        return PoolLoad(
            self.waiting + other.waiting,
            self.begun + other.begun,
            self.waited_s + other.waited_s,
            self.replaced + other.replaced,
        )


@dataclass(slots=True, eq=False)
class _Wait:
    """One caller who waits for a worker. wanted: the only one it takes; None: any. given: the one it has got.

    is_part: it waits with a part of a recording, for which no person waits yet.
    """

    wanted: WorkerProcess | None
    is_part: bool
    given: WorkerProcess | None = None


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
        self._lock = threading.Condition()
        self._idle: list[WorkerProcess] = []
        self._waits: deque[_Wait] = deque()
        self._workers: set[WorkerProcess] = set()
        self._loading, self._replaced = 0, 0
        self._begun, self._waited_s = 0, 0.0
        self._is_closed, self._is_empty = False, False
        started = [self._start() for _ in range(size)]
        try:
            for worker in started:
                worker.wait_until_loaded()
                self._hand_out(worker)
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
        with self._taken(timeout_s if wait_s is None else wait_s) as worker:
            return worker.run(job, self._clock.monotonic_s() + timeout_s, recording)

    def stream(self) -> WorkerStream | None:
        """A recording that comes in parts, with the worker that has the fewest; None when they have enough of them.

        It holds no worker: between its parts other jobs run.
        """
        with self._lock:
            able = [worker for worker in self._workers if worker.is_loaded and not worker.has_successor]
            worker = min(able, key=lambda known: known.streams, default=None)
            if worker is None or worker.streams >= STREAMS_A_WORKER or self._is_closed:
                return None
            worker.streams += 1
        return WorkerStream(self, worker)

    def run_for(
        self,
        worker: WorkerProcess,
        job: object,
        timeout_s: float,
        wait_s: float,
        recording: int | None,
        *,
        is_part: bool,
    ) -> Any:
        """A job that only this worker can do, as `submit`; also raises `WorkerDied` when it is gone."""
        with self._taken(wait_s, worker, is_part=is_part):
            return worker.run(job, self._clock.monotonic_s() + timeout_s, recording, is_part=is_part)

    def end_stream(self, worker: WorkerProcess) -> None:
        """This worker has a part of one recording less."""
        with self._lock:
            worker.streams -= 1
        self._retire(worker)

    def load_now(self) -> "PoolLoad":
        """How busy the workers are."""
        with self._lock:
            return PoolLoad(sum(not wait.is_part for wait in self._waits), self._begun, self._waited_s, self._replaced)

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
            self._lock.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _taken(
        self, wait_s: float, wanted: WorkerProcess | None = None, *, is_part: bool = False
    ) -> Iterator[WorkerProcess]:
        worker = self._take(wait_s, wanted, is_part=is_part)
        done = worker.jobs_done
        try:
            yield worker
        finally:
            self._give_back(worker, has_done_one=worker.jobs_done > done)

    def _take(self, wait_s: float, wanted: WorkerProcess | None = None, *, is_part: bool = False) -> WorkerProcess:
        asked_s, wait = self._clock.monotonic_s(), _Wait(wanted, is_part)
        with self._lock:
            self._waits.append(wait)
            self._match()
            self._lock.wait_for(lambda: wait.given or self._is_hopeless(wait), max(wait_s, 0.0))
            if wait.given is None:
                self._waits.remove(wait)
            if not is_part:
                self._begun += 1
                self._waited_s += self._clock.monotonic_s() - asked_s
            is_gone = wanted is not None and wanted not in self._workers
            if self._is_closed or (self._is_empty and wait.given is None):
                raise AnalysisUnavailable("the pool is closed or has no worker left")
        if wait.given is not None:
            return wait.given
        raise (
            WorkerDied("the worker of this recording is gone")
            if is_gone
            else AnalysisBusy("no worker was free in time")
        )

    def _is_hopeless(self, wait: _Wait) -> bool:
        is_gone = wait.wanted is not None and wait.wanted not in self._workers
        return self._is_closed or self._is_empty or is_gone

    def _match(self) -> None:
        """Gives idle workers to those who wait, in the order of their coming. Under the lock.

        One that has a successor only finishes what it has parts of.
        """
        for wait in tuple(self._waits):
            fit = (one for one in self._idle if wait.wanted is one or not (wait.wanted or one.has_successor))
            found = next(fit, None)
            if found is not None:
                self._idle.remove(found)
                self._waits.remove(wait)
                wait.given = found
        self._lock.notify_all()

    def _hand_out(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._idle.append(worker)
            self._match()

    def _give_back(self, worker: WorkerProcess, *, has_done_one: bool = False) -> None:
        if worker.is_alive():
            self._hand_out(worker)
            self._retire(worker)
        else:
            self._forget(worker)
        is_spent = has_done_one and worker.jobs_done == self._limits.jobs
        if not worker.has_successor and (not worker.is_alive() or is_spent):
            self._load_successor(worker)

    def _retire(self, worker: WorkerProcess) -> None:
        """Ends a worker that has a successor, as soon as it is idle and has a part of no recording."""
        with self._lock:
            is_done = worker.has_successor and not worker.streams and worker in self._idle
            if is_done:
                self._idle.remove(worker)
        if is_done:
            self._forget(worker)

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
            with self._lock:
                worker.has_successor = True
            self._hand_out(successor)
            self._retire(worker)
        elif is_last:
            with self._lock:
                self._is_empty = True
                self._lock.notify_all()

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
            self._lock.notify_all()
