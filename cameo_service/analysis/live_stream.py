"""Follows one recording while it arrives, in a worker process of its own.

What strangers send is never decoded in the process that holds the keys, and one hostile stream ends no other.
"""

from functools import partial
from types import TracebackType
from typing import Self

from cameo_service.analysis.errors import WorkerDied
from cameo_service.analysis.limits import WorkerLimits
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import Clock
from liveness.live.decoder import LiveDecoder, Progress
from liveness.media.formats import RecordingLimits

LIVE_LIMITS = WorkerLimits(memory_bytes=512 * 1024**2, cpu_seconds=5, result_bytes=1024**2, load_seconds=20.0)


class LiveStream:
    """One stream; used by one thread at a time.

    Args:
        limits: of the recording.
        clock: for deadlines.

    Raises:
        AnalysisUnavailable: the worker did not start.
    """

    def __init__(self, limits: RecordingLimits, clock: Clock) -> None:
        self._clock = clock
        self._worker = WorkerProcess(partial(LiveDecoder, limits), _feed, LIVE_LIMITS, clock)
        self._worker.wait_until_loaded()

    def feed(self, chunk: bytes, timeout_s: float) -> Progress:
        """Takes the next bytes and says how far the recording has come.

        Raises:
            RecordingError: as `LiveDecoder.feed`.
            AnalysisError: the subclass says why nothing more can be followed.
        """
        progress = self._worker.run(chunk, self._clock.monotonic_s() + timeout_s)
        if not isinstance(progress, Progress):
            raise WorkerDied("the worker sent what no worker sends")
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
