"""`cameo serve` in a process of its own, over a service that does nothing, signalled at every step of its handlers.

Started by `test_serve.py`. The trace function runs before each line of Python, those of a signal handler with it, and
sends one more signal there: whatever the handler holds, the next one finds it held.
"""

import signal
import sys
from types import FrameType

from cameo_service import bootstrap
from cameo_service.cli.serve import serve

STOPPED = "stopped"
MOST = 200
"""Signals, so that the process ends though each wait of the main thread is signalled, too."""


class NoService:
    """Answers on no port."""

    port = stream_port = watch_port = 0

    def stop(self) -> None:
        print(STOPPED, flush=True)  # noqa: T201 - the line that the test waits for


def signalling() -> object:
    """A trace function that tells the process to stop, again and again."""
    left = iter(range(MOST))

    def trace(frame: FrameType, event: str, arg: object) -> object:
        del frame, event, arg
        if next(left, None) is not None:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.raise_signal(number)
        return trace

    return trace


class Ready(NoService):
    """Tracing begins when the handlers are there: the ready line asks for the port after they were set."""

    @property
    def port(self) -> int:  # type: ignore[override]
        sys.settrace(signalling())  # type: ignore[arg-type]
        sys._getframe().f_back.f_trace = sys.gettrace()  # type: ignore[union-attr]
        return 0


if __name__ == "__main__":
    bootstrap.start = lambda _config: Ready()  # type: ignore[assignment,return-value]
    serve(insecure_dev=True)
