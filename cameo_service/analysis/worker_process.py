"""The pool's side of one worker: starts the process, sends jobs, watches time and memory, and ends it."""

import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from cameo_service.analysis.errors import (
    AnalysisError,
    AnalysisOverLimit,
    AnalysisUnavailable,
    WorkerDied,
)
from cameo_service.analysis.exchange import Status, WorkerLimits, read_reply, result_of
from cameo_service.analysis.walls.erect import Wall
from cameo_service.analysis.worker import Loader, Task
from cameo_service.clock import Clock
from liveness import TELEMETRY_OFF

_WATCH_EVERY_S = 0.05
THREAD_LIMITS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1"
)
_ALLOCATOR = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": str(512 * 1024)}
"""Pictures go back to the system when they are let go. As it is by default, glibc keeps their room between what stays:
two recordings of 34 s in 720p that arrive together held 2.3 GB of it, and hold 0.8 GB with this (mallopt(3))."""
_KEPT_WAITING_S = 300.0
"""A worker at the lowest priority that wants to run and gets no processor has so much longer: that is no fault of the
recording. What it uses is bounded by WorkerLimits.cpu_seconds all the same."""
_JOB = b"j"
"""Goes before each job: a descriptor travels beside a byte."""
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def send_job(pipe: Connection, job: object, recording: int | None) -> None:
    """Sends one job, and the descriptor of the open file that goes with it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=os.dup(pipe.fileno())) as files:
        socket.send_fds(files, [_JOB], [] if recording is None else [recording])
    pipe.send(job)


class WorkerProcess:
    """One worker process, started by the constructor. For one thread at a time.

    A fresh interpreter without the environment, open files or memory of the service: no key or gRPC thread reaches it.

    Attributes:
        missing_walls: the walls that do not stand around it (`walls.erect.Wall`), once it has loaded.
        streams: recordings of which it has a part. is_loaded: whether it takes jobs.
    """

    def __init__(self, loader: Loader, task: Task, limits: WorkerLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self.jobs_done = 0
        self.streams = 0
        self.is_loaded = False
        self.has_successor = False
        self.missing_walls: tuple[Wall, ...] = ()
        self._pipe, theirs = Pipe()
        # Held open and never written to: when this process is gone, however it ended, the kernel tells the worker.
        lifeline, self._life = os.pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", "cameo_service.analysis.worker", str(theirs.fileno()), str(lifeline)],
                env={
                    "PYTHONPATH": os.pathsep.join(sys.path),
                    **THREAD_LIMITS,
                    **_ALLOCATOR,
                    **TELEMETRY_OFF,
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno(), lifeline],
                # An interrupt from the terminal is for the service, which ends its workers itself.
                start_new_session=True,
            )
        os.close(lifeline)
        # If the process ended at once, `wait_until_loaded` reports it.
        with suppress(OSError):
            self._pipe.send(limits)
            self._pipe.send((loader, task))

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_until_loaded(self) -> None:
        """Returns when the models are loaded.

        Raises:
            AnalysisUnavailable: the loader failed, died, or took too long. The worker has ended then.
        """
        try:
            status, payload = self._receive(self._clock.monotonic_s() + self._limits.load_seconds)
        except AnalysisError as error:
            raise AnalysisUnavailable(error.detail) from error
        if status is not Status.READY:
            self.kill()
            raise AnalysisUnavailable(f"the loader raised {payload}")
        # Told before the first recording, so by our own code.
        self.missing_walls = payload
        self.is_loaded = True

    def run(self, job: object, deadline_s: float, recording: int | None = None, *, is_part: bool = False) -> Any:
        """Runs one job; returns the result of the task.

        Args:
            job: anything picklable.
            deadline_s: monotonic time at which the worker is killed, unless it wants to run and gets no processor.
            recording: descriptor of an open file that the task reads; it stays the caller's to close.
            is_part: the recording is not done with it, so it counts as no job.

        Raises:
            RecordingError: the task refused the recording.
            ChallengeError: the task refused the challenge.
            AnalysisFailed: the task raised another error; the worker keeps running.
            AnalysisOverLimit, WorkerDied: the worker has ended.
        """
        self.jobs_done += not is_part
        try:
            send_job(self._pipe, job, recording)
        except OSError as error:
            raise self._post_mortem() from error
        return result_of(*self._receive(deadline_s, _KEPT_WAITING_S))

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kills the process; a thread that waits for its reply gets an error. Safe from any thread."""
        self._process.kill()
        self._process.wait()

    def kill(self) -> None:
        """Kills the process and closes its pipe. Only for the thread that uses this worker."""
        self.end()
        if not self._pipe.closed:
            os.close(self._life)
        self._pipe.close()

    def _receive(self, deadline_s: float, patience_s: float = 0.0) -> tuple[Status, Any]:
        while not self._pipe.poll(_WATCH_EVERY_S):
            late_s = self._clock.monotonic_s() - deadline_s
            if late_s > (patience_s if self._is_running() else 0.0):
                self.kill()
                raise AnalysisOverLimit("the worker passed its deadline")
            if self._resident_bytes() > self._limits.memory_bytes:
                self.kill()
                raise AnalysisOverLimit("the worker outgrew its memory")
        try:
            return read_reply(self._pipe.recv_bytes(self._limits.result_bytes))
        except (EOFError, OSError) as error:
            raise self._post_mortem() from error
        except pickle.UnpicklingError as error:
            self.kill()
            raise WorkerDied("the worker sent an unexpected reply") from error

    def _post_mortem(self) -> AnalysisError:
        self.kill()
        if self._process.returncode == -signal.SIGXCPU:
            return AnalysisOverLimit(f"the worker used more than {self._limits.cpu_seconds} s of CPU time")
        return WorkerDied(f"the worker ended with status {self._process.returncode}")

    def _is_running(self) -> bool:
        """Whether a thread of it runs or would run, proc(5); else it waits for something."""
        try:
            states = [
                (task / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
                for task in Path(f"/proc/{self.pid}/task").iterdir()
            ]
        except (OSError, IndexError):
            # Ended just now; the pipe says so next.
            return False
        return "R" in states

    def _resident_bytes(self) -> int:
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            # Ended just now; the pipe says so next.
            return 0
        return int(pages) * _PAGE_BYTES
