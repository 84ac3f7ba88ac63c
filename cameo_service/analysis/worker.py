"""The worker process: loads its models once, then answers jobs one after another until the pool closes the connection.

It has its own environment and no key, database or caller. It imports no numeric library itself, so the thread limits of
its environment are set before one is loaded.
"""

import resource
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from cameo_service.analysis.exchange import Status, WorkerLimits, write_reply
from cameo_service.core_dumps import forbid_core_dumps
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError

Loader = Callable[[], Any]
Task = Callable[[Any, Any], Any]


def main() -> None:
    """Serves the pool on the file descriptor that the command line names."""
    forbid_core_dumps()
    with Connection(int(sys.argv[1])) as pool:
        try:
            serve(pool)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            # The pool closed the connection: the worker ends.
            return


def serve(pool: Connection) -> None:
    """Receives the limits, then loader and task, then jobs."""
    limits: WorkerLimits = pool.recv()
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    loader, task, state = None, None, None
    try:
        loader, task = pool.recv()
        state = loader()
    except Exception as error:  # noqa: BLE001 - every error is reported to the operator
        # No recording was received yet, so the text is safe to report: it names the wrong model file.
        pool.send_bytes(write_reply(Status.FAILED, f"{type(error).__name__}: {error}"))
        return
    pool.send_bytes(write_reply(Status.READY, None))
    while True:
        job = pool.recv()
        _arm_cpu_limit(limits.cpu_seconds)
        pool.send_bytes(_reply_to(task, state, job))


def _reply_to(task: Task, state: object, job: object) -> bytes:
    try:
        return write_reply(Status.DONE, task(state, job))
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
