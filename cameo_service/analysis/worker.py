"""The worker process: loads its models once, then answers jobs one after another until the pool closes the connection.

It has its own environment and no key, database or caller. It imports no numeric library itself, so the thread limits of
its environment are set before one is loaded. Between the last model and the first recording it puts up its walls
(ADR 0044): from then on it opens nothing, so everything a task needs is imported by the loader.
"""

import fcntl
import os
import resource
import select
import socket
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from cameo_service.analysis.exchange import Status, WorkerLimits, write_reply
from cameo_service.analysis.walls.erect import Walls
from cameo_service.core_dumps import forbid_core_dumps
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError

Loader = Callable[[], Any]
Task = Callable[..., Any]
"""(state, job) -> result; (state, job, descriptor) for a job that comes with an open file."""


def main() -> None:
    """Serves the pool on the first of the two file descriptors that the command line names."""
    forbid_core_dumps()
    descriptor, lifeline = map(int, sys.argv[1:])
    end_with(lifeline)
    with (
        Connection(descriptor) as pool,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=os.dup(descriptor)) as files,
    ):
        try:
            serve(pool, files)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            # The pool closed the connection: the worker ends.
            return


def end_with(lifeline: int) -> None:
    """From now on the kernel ends this process when the other end of a pipe is gone, whatever it does at that moment.

    The signal that it sends is SIGIO, which ends a process that does not handle it. A signal for the death of a parent
    (PR_SET_PDEATHSIG) would come when the thread ends that started this process, which may be soon.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC)
    ended = select.poll()
    ended.register(lifeline, 0)
    if ended.poll(0):
        raise SystemExit


def serve(pool: Connection, files: socket.socket) -> None:
    """Receives the limits, then loader and task, then jobs. files: the same connection, for open files."""
    limits: WorkerLimits = pool.recv()
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    os.nice(limits.niceness)
    walls = Walls()
    loader, task, state = None, None, None
    try:
        if limits.is_walled:
            walls.before_loading()
        loader, task = pool.recv()
        state = loader()
        if limits.is_walled:
            walls.before_media()
    except Exception as error:  # noqa: BLE001 - every error is reported to the operator
        # No recording was received yet, so the text is safe to report: it names the wrong model file.
        pool.send_bytes(write_reply(Status.FAILED, f"{type(error).__name__}: {error}"))
        return
    pool.send_bytes(write_reply(Status.READY, tuple(walls.missing)))
    while True:
        recording = received_file(files)
        job = pool.recv()
        _arm_cpu_limit(limits.cpu_seconds)
        pool.send_bytes(_reply_to(task, state, job, *recording))
        for descriptor in recording:
            os.close(descriptor)


def received_file(files: socket.socket) -> list[int]:
    """The descriptor of the open file that comes with the next job, if one does.

    Raises:
        EOFError: the pool closed the connection.
    """
    message, descriptors, _, _ = socket.recv_fds(files, 1, 1)
    if not message:
        raise EOFError
    return descriptors


def _reply_to(task: Task, state: object, job: object, *recording: int) -> bytes:
    try:
        return write_reply(Status.DONE, task(state, job, *recording))
    except RecordingError as refusal:
        return write_reply(Status.REFUSED, (refusal.code, str(refusal)))
    except ChallengeError as refusal:
        return write_reply(Status.MISASKED, (refusal.code, str(refusal)))
    except Exception as error:  # noqa: BLE001 - a job may fail in any way; the worker goes on
        return write_reply(Status.FAILED, _describe(error))


def _describe(error: Exception) -> str:
    """Type and place of the error, without its text, which may hold content that must not be logged."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name}, line {place.lineno}"


def _arm_cpu_limit(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
