"""The worker's side: loads its models once, then answers one job after another until the pool hangs up.

Runs as a process of its own with an environment of its own; knows no key, no database and no caller. Imports nothing
heavy, so that the thread limits in its environment are there before any numeric library is.
"""

import resource
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from cameo_service.analysis.exchange import Status, WorkerLimits, write_reply
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError

Loader = Callable[[], Any]
Task = Callable[[Any, Any], Any]


def main() -> None:
    """Serves the pool on the file descriptor that the command line names."""
    with Connection(int(sys.argv[1])) as pool:
        try:
            serve(pool)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            # The pool hung up: that is how a worker is told to go.
            return


def serve(pool: Connection) -> None:
    """Takes the limits, then loader and task, then jobs."""
    limits: WorkerLimits = pool.recv()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    loader, task, state = None, None, None
    try:
        loader, task = pool.recv()
        state = loader()
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator is told
        # No recording has been seen yet, so the text may be told: it names the model file that is wrong.
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
    """The error's type and place, without its text: that may hold what nobody may log."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name}, line {place.lineno}"


def _arm_cpu_limit(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
