"""`cameo serve` in a process of its own, over a service that does nothing, signalled at every step of its handlers.

Started by `test_serve.py`. The trace function runs before each line of Python, those of a signal handler with it, and
sends one more signal there: whatever the handler holds, the next one finds it held. Another one comes at the start.
"""

import os
import signal
import sys
import threading
from types import FrameType

from cameo_service import bootstrap
from cameo_service.cli.serve import serve

STOPPED = "stopped"
SIGNALLED = ("cameo_service.cli.serve", "threading")
"""Modules at whose lines signals come: what waits for them, and what takes locks."""
MOST = 2_000
"""Signals from the trace function, so that the process ends though each wait is signalled, too."""


class Service:
    """Answers on no port."""

    stream_port = watch_port = 0

    @property
    def port(self) -> int:
        """Asked for by the ready line, after the handlers were set: signals begin."""
        sys.settrace(signalling())  # type: ignore[arg-type]
        sys._getframe().f_back.f_trace = sys.gettrace()  # type: ignore[union-attr]
        threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM)).start()
        return 0

    def stop(self) -> None:
        print(STOPPED, flush=True)  # noqa: T201 - the line that the test waits for


def signalling() -> object:
    """A trace function that tells the process to stop, again and again."""
    left = iter(range(MOST))

    def trace(frame: FrameType, event: str, arg: object) -> object:
        del event, arg
        if frame.f_globals.get("__name__") in SIGNALLED and next(left, None) is not None:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.raise_signal(number)
        return trace

    return trace


def started(_config: object) -> Service:
    """An operator has a changed caller file read while the nets are still being loaded."""
    signal.raise_signal(signal.SIGHUP)
    return Service()


if __name__ == "__main__":
    bootstrap.start = started  # type: ignore[assignment]
    serve(insecure_dev=True)
