"""Gives a worker what has come of a recording, again and again, on a thread of its own: what receives them never waits.

The bytes stay in the spool. So nothing is lost where no worker has room, where one dies, or where it falls behind: the
recording is judged whole then, as every file is.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from cameo_service.analysis.errors import AnalysisError
from cameo_service.analysis.recording_tasks import Dropped, Job, Part
from cameo_service.analysis.spool import MemorySpool
from cameo_service.analysis.worker_stream import WorkerStream
from cameo_service.usecases.enrollment.enrollment_errors import AnalysisInterruptedError
from cameo_service.usecases.ports.outside import Spool
from liveness.challenge.prompts import Asked
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError

_LOG = logging.getLogger(__name__)

PART_S = 0.5
"""What comes within so long goes to the worker together: each part costs about 10 ms besides what it holds."""
LAST_PART_S = 0.1
"""The same while the last prompt is open: what is not measured when the recording ends, its person waits for."""
PART_BYTES = 256 * 1024
"""The most that goes together: about a second of 720p, which takes a third of a second to measure."""
PART_TIMEOUT_S = 20.0
PART_WAIT_S = 120.0
"""Longest wait for the worker, which may be judging a file meanwhile."""


class Feeding:
    """One recording while it arrives; see usecases.ports.outside.Ahead.

    Args:
        recording: its bytes so far, and all that come.
        stream: where parts go; None where no worker has room for one now. Asked again with later parts.
        number: tells the recording from all others that the workers have parts of.
        pause_s: see PART_S.
        last_pause_s: see LAST_PART_S.
    """

    def __init__(
        self,
        recording: Spool,
        stream: Callable[[], WorkerStream | None],
        number: int,
        pause_s: float = PART_S,
        last_pause_s: float = LAST_PART_S,
    ) -> None:
        self._recording, self._open, self._number = recording, stream, number
        self._pause_s, self._last_pause_s = pause_s, last_pause_s
        self._changed = threading.Condition()
        self._asked: Asked | None = None
        self._came, self._given = 0, 0
        self._is_over, self._is_judged = False, False
        self._stream: WorkerStream | None = None
        self._thread: threading.Thread | None = None

    def grown(self, asked: Asked) -> None:
        """See the port."""
        with self._changed:
            self._asked, self._came = asked, self._recording.size
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._feed, name="analysis-ahead", daemon=True)
                self._thread.start()

    def judge(self, job: Callable[[int], Job], timeout_s: float, wait_s: float) -> object | None:
        """The recording has come whole: the result of the job in the worker that has its parts.

        None where no worker has them, or has lost them; the recording is to be judged whole then.

        Raises:
            RecordingError, ChallengeError: as `AnalysisPool.submit`.
        """
        self._end(is_judged=True)
        if self._thread is not None:
            self._thread.join()
        if self._stream is None:
            return None
        try:
            result: object = self._stream.last(job(self._number), timeout_s, wait_s, self._recording.seal())
        except AnalysisError as error:
            self._give_up(error)
            return None
        except (RecordingError, ChallengeError):
            self._leave()
            raise
        self._leave()
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(is_judged=self._is_judged)

    def _end(self, *, is_judged: bool) -> None:
        """From now on nothing of the recording is read. Unless it is judged, the worker forgets its parts."""
        with self._changed:
            self._is_over, self._is_judged = True, is_judged
            self._changed.notify_all()

    def _feed(self) -> None:
        while (asked := self._wait()) is not None:
            self._stream = self._stream or self._open()
            if self._stream is not None and not self._give(self._stream, asked):
                break
            with self._changed:
                self._changed.wait_for(self._is_due, self._last_pause_s if asked.is_last else self._pause_s)
        if not self._is_judged:
            self._drop()

    def _is_due(self) -> bool:
        """Whether the next part goes out before PART_S: a worker that is behind is not kept waiting."""
        is_behind = self._stream is not None and self._came - self._given >= PART_BYTES
        return self._is_over or is_behind

    def _wait(self) -> Asked | None:
        """What was asked, once there are bytes to give; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._came > self._given)
            return None if self._is_over else self._asked

    def _give(self, stream: WorkerStream, asked: Asked) -> bool:
        """Gives the next part. Returns whether more is wanted."""
        try:
            with self._next() as part:
                is_wanted = stream.part(Part(self._number, asked), PART_TIMEOUT_S, PART_WAIT_S, part.seal())
                self._given += part.size
        except (AnalysisError, AnalysisInterruptedError) as error:
            self._give_up(error)
            return False
        if not is_wanted:
            self._drop()
        return bool(is_wanted)

    def _next(self) -> Spool:
        """The next bytes; none at the end: then the recording's file may be another's already."""
        with self._changed:
            end = self._given if self._is_over else min(self._came, self._given + PART_BYTES)
            return self._recording.part(self._given, end) if end > self._given else MemorySpool()

    def _give_up(self, error: AnalysisError | AnalysisInterruptedError) -> None:
        _LOG.info("a recording is judged whole, not as it came: %s", error.detail)
        self._drop()

    def _drop(self) -> None:
        """The worker forgets its parts, if it still has any."""
        if self._stream is None:
            return
        try:
            self._stream.part(Dropped(self._number), PART_TIMEOUT_S, PART_WAIT_S, None)
        except AnalysisError:
            # It is gone, and the parts with it; or so busy that it is ended.
            _LOG.debug("a worker took no word that a recording is over")
        self._leave()

    def _leave(self) -> None:
        if self._stream is not None:
            self._stream.end()
        self._stream = None
