"""The work of analysis processes: whole recordings in a pool, and one live recording in a process of its own.

The processes that decode what strangers send hold no key and no database, and one hostile stream ends no other.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from itertools import count
from types import TracebackType
from typing import Any, Protocol, Self

from cameo_service.analysis.errors import (
    AnalysisBusy,
    AnalysisError,
    AnalysisFailed,
    AnalysisOverLimit,
    AnalysisUnavailable,
    WorkerDied,
)
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.feeding import Feeding
from cameo_service.analysis.pool import PoolLoad
from cameo_service.analysis.recording_tasks import Job
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.analysis.worker_stream import WorkerStream
from cameo_service.clock import Clock
from cameo_service.usecases.enrollment.enrollment_errors import (
    AnalysisFailedError,
    AnalysisInterruptedError,
    AnalysisOverLimitError,
)
from cameo_service.usecases.ports.outside import Ahead, Spool
from liveness.challenge.prompts import Challenge
from liveness.limits.recordings import RecordingLimits
from liveness.live.decoder import LiveDecoder, Progress
from liveness.observations import Delivery
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import Policy

_LOG = logging.getLogger(__name__)
_FAILED = "The recording could not be analysed: record again, and tell the operator."

LIVE_LIMITS = WorkerLimits(
    memory_bytes=512 * 1024**2, cpu_seconds=5, result_bytes=1024**2, load_seconds=20.0, niceness=5
)
"""A person waits for what follows a live recording, so it goes before analyses, and after what decides."""


class LiveStream:
    """Follows one live recording in a worker process. For one thread at a time.

    Args:
        limits: limits of the recording.
        clock: for deadlines.

    Raises:
        AnalysisUnavailable: the worker did not start.
    """

    def __init__(self, limits: RecordingLimits, clock: Clock) -> None:
        self._clock = clock
        self._worker = WorkerProcess(partial(LiveDecoder, limits), _feed, LIVE_LIMITS, clock)
        self._worker.wait_until_loaded()

    def feed(self, chunk: bytes, timeout_s: float) -> Progress:
        """Takes the next bytes; returns the progress of the recording.

        Raises:
            RecordingError: as `LiveDecoder.feed`.
            AnalysisError: the subclass says why the recording cannot be followed further.
        """
        progress = self._worker.run(chunk, self._clock.monotonic_s() + timeout_s)
        if not isinstance(progress, Progress):
            raise WorkerDied("the worker sent an unexpected reply")
        return progress

    def close(self) -> None:
        """Ends the worker."""
        self._worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _feed(decoder: LiveDecoder, chunk: bytes) -> Progress:
    return decoder.feed(chunk)


ANALYSIS_TIMEOUT_S = 120.0
"""Longest analysis of one recording, by the clock. Its own work ends sooner, at WorkerLimits.cpu_seconds; so this ends
what waits for something."""
ANALYSIS_WAIT_S = 240.0
"""Longest wait for a free worker: ten recordings that come at once, two workers, a minute of work each."""
_RUNS = 2
"""A worker that is killed takes no verdict with it: the recording is there, and is analysed once more. A recording that
ends its worker twice does so by itself."""
FEED_TIMEOUT_S = 5.0
"""Longest decoding of one chunk; 64 KiB take at most 56 ms on 2 cores (measured on 720p recordings)."""


class JobWorkers(Protocol):
    """What does whole jobs for an analyst; see `AnalysisPool`."""

    def submit(self, job: object, timeout_s: float, wait_s: float | None = None, recording: int | None = None) -> Any:
        """The result of one job."""

    def load_now(self) -> PoolLoad:
        """How busy they are."""

    def close(self) -> None:
        """Ends all workers."""


class Workers(JobWorkers, Protocol):
    """Workers of this process, which also take a recording in parts."""

    def stream(self) -> WorkerStream | None:
        """A recording that comes in parts."""


class Elsewhere(JobWorkers, Protocol):
    """Workers of other machines; see `ClusterWorkers`."""

    def enter_soon(self) -> None:
        """Begins to reach them, and returns."""


class PooledAnalyst:
    """See usecases.ports.analyst.Analyst: analyses recordings in worker processes, once `load` has returned.

    A recording that comes earlier waits for that: nothing else has to.

    Args:
        start: starts workers that run `analyse`; they are closed with this.
        elsewhere: what analyses recordings that come as files, as long as it can; None: the same workers.
    """

    def __init__(self, start: Callable[[], Workers], elsewhere: Elsewhere | None = None) -> None:
        self._start, self._elsewhere, self._is_closing = start, elsewhere, False
        self._pool: Future[Workers] = Future()
        self._numbers = count()

    def load(self) -> None:
        """Starts the workers; returns when each of them has loaded its models.

        Raises:
            AnalysisUnavailable: a worker could not load; `detail` says why.
        """
        if self._elsewhere is not None:
            self._elsewhere.enter_soon()
        self._pool.set_result(self._start())

    def ahead(self, recording: Spool) -> Feeding:
        """What measures a recording while it arrives; see the port."""
        return Feeding(recording, self._stream, next(self._numbers))

    def analyse(
        self,
        recording: Spool,
        challenge: Challenge,
        policy: Policy,
        *,
        photo: bytes | None,
        delivery: Delivery | None,
        ahead: Ahead | None = None,
    ) -> Analysis:
        """The analysis; see the port for the errors."""
        job = partial(Job, challenge, policy, photo, delivery)
        with _unjudged():
            result = None
            if isinstance(ahead, Feeding):
                result = ahead.judge(job, ANALYSIS_TIMEOUT_S, ANALYSIS_WAIT_S)
            if result is None:
                result = self._run(job(), recording.seal(), is_file=delivery is None)
        if not isinstance(result, Analysis):
            raise AnalysisFailedError(_FAILED, "the worker's reply is no analysis")
        return result

    def _stream(self) -> WorkerStream | None:
        return self._pool.result().stream() if self._pool.done() else None

    def _run(self, job: Job, recording: int, *, is_file: bool) -> object:
        if is_file and self._elsewhere is not None:
            elsewhere = self._elsewhere
            try:
                return self._twice(lambda: elsewhere, job, recording)
            except AnalysisUnavailable as error:
                _LOG.warning("a file is analysed here: %s", error.detail)
        return self._twice(self._loaded, job, recording)

    def _twice(self, workers: Callable[[], JobWorkers], job: Job, recording: int) -> object:
        """The result of a job, which is run again if its worker dies."""
        for run in range(1, _RUNS + 1):
            try:
                return workers().submit(job, ANALYSIS_TIMEOUT_S, ANALYSIS_WAIT_S, recording)
            except WorkerDied as error:
                if self._is_closing:
                    raise
                _LOG.warning("run %d of %d of an analysis: %s", run, _RUNS, error.detail)
                last = error
        raise AnalysisFailedError(_FAILED, last.detail)

    def load_now(self) -> PoolLoad:
        """How busy the workers are, here and elsewhere together; idle before they are there."""
        here = self._pool.result().load_now() if self._pool.done() else PoolLoad(0, 0, 0.0, 0)
        return here if self._elsewhere is None else here + self._elsewhere.load_now()

    def close(self) -> None:
        """Ends the workers."""
        self._is_closing = True
        if self._elsewhere is not None:
            self._elsewhere.close()
        if self._pool.done():
            self._pool.result().close()

    def _loaded(self) -> Workers:
        try:
            return self._pool.result(ANALYSIS_WAIT_S)
        except TimeoutError:
            raise AnalysisBusy("the models did not load in time") from None


class IsolatedFollower(LiveStream):
    """See usecases.ports.analyst.Follower: decodes what strangers send in a process of its own.

    Raises:
        AnalysisInterruptedError: the process did not start.
    """

    def __init__(self, limits: RecordingLimits, clock: Clock) -> None:
        with _unjudged():
            super().__init__(limits, clock)

    def feed(self, chunk: bytes, timeout_s: float = FEED_TIMEOUT_S) -> Progress:
        """The progress of the recording; see the port for the errors."""
        with _unjudged():
            return super().feed(chunk, timeout_s)


@contextmanager
def _unjudged() -> Iterator[None]:
    """Says what an analysis without a result costs: one that passed a limit or failed is counted, a lost one is not."""
    try:
        yield
    except AnalysisOverLimit as error:
        raise AnalysisOverLimitError(str(error), error.detail) from error
    except AnalysisFailed as error:
        raise AnalysisFailedError(str(error), error.detail) from error
    except AnalysisError as error:
        raise AnalysisInterruptedError(str(error), error.detail) from error
