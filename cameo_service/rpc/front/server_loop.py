"""An event loop in a thread of its own, on which the ports of a process are served."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

SWITCH_S = 0.001
"""How long a thread may keep the interpreter while others wait for it, a fifth of Python's default: a check takes as
long, and waits each time it comes back from the database (ADR 0077).
"""

T = TypeVar("T")


class ServerLoop:
    """Runs until closed. One a process: gRPC wakes its loops through one socket, and two would race for it. From the
    first one on, the threads of the process take the interpreter from each other after SWITCH_S.
    """

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_S)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="rpc-loop", daemon=True)
        self._thread.start()

    def start(self, work: "Coroutine[Any, Any, T]") -> "Future[T]":
        """Begins `work` on the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: "Coroutine[Any, Any, T]") -> T:
        """The result of `work`, done on the loop. Raises what it raises."""
        return self.start(work).result()

    def make(self, new: Callable[[], T]) -> T:
        """What `new` makes, on the loop."""

        async def made() -> T:
            return new()

        return self.run(made())

    def close(self) -> None:
        """Ends the loop; what still runs on it is dropped."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
