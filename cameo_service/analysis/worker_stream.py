"""A recording that comes to a pool of workers in parts."""

from typing import TYPE_CHECKING, Any

from cameo_service.analysis.worker_process import WorkerProcess

if TYPE_CHECKING:
    from cameo_service.analysis.pool import AnalysisPool


class WorkerStream:
    """One recording in parts, which all go to one worker. For one thread at a time."""

    def __init__(self, pool: "AnalysisPool", worker: WorkerProcess) -> None:
        self._pool, self._worker, self._is_over = pool, worker, False

    def part(self, job: object, timeout_s: float, wait_s: float, recording: int | None) -> Any:
        """As `AnalysisPool.submit`, for a job behind which others of this recording come.

        Raises:
            WorkerDied: also when the worker was gone before.
        """
        return self._pool.run_for(self._worker, job, timeout_s, wait_s, recording, is_part=True)

    def last(self, job: object, timeout_s: float, wait_s: float, recording: int | None) -> Any:
        """The same, for the last job of the recording."""
        return self._pool.run_for(self._worker, job, timeout_s, wait_s, recording, is_part=False)

    def end(self) -> None:
        """No more jobs come."""
        if not self._is_over:
            self._is_over = True
            self._pool.end_stream(self._worker)
