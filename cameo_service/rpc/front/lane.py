"""Threads that handlers run on, and a bound on the whole calls that wait for one."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from cameo_service.rpc.front.errors import TooManyCallsError

WAITING_PER_THREAD = 64
"""Whole calls that wait for a thread; one more is refused at once."""
NARROWING_THREADS = 2
"""For acts that take consent away; each takes some milliseconds, and nothing else runs on these threads."""

T = TypeVar("T")


class Lane:
    """A pool of `threads` threads.

    Args:
        name: of its threads, for the operator's tools.
        threads: how many handlers run at once.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = BoundedSemaphore(threads * (1 + WAITING_PER_THREAD))

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, done on a thread of this lane. Cancelled while it waits, it never begins.

        Raises:
            TooManyCallsError: too many wait.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyCallsError("Too many calls wait: try again in a second, later each time.")
        ran = self._pool.submit(work)
        ran.add_done_callback(self._leave)
        return await asyncio.wrap_future(ran)

    def close(self) -> None:
        """Waits for what runs."""
        self._pool.shutdown()

    def _leave(self, ran: "Future[T]") -> None:
        del ran
        self._places.release()


class Lanes:
    """Acts that take consent away run apart: no other traffic, however much of it, keeps them waiting.

    Args:
        name: of the threads.
        threads: for every other method.
        narrowing: full names of the methods that run apart.
    """

    def __init__(self, name: str, threads: int, narrowing: Collection[str]) -> None:
        self._deciding = Lane(f"{name}-deciding", threads)
        self._narrowing = Lane(f"{name}-narrowing", NARROWING_THREADS)
        self._apart = frozenset(narrowing)

    def of(self, method: str) -> Lane:
        """The lane that a method runs on."""
        return self._narrowing if method in self._apart else self._deciding

    def close(self) -> None:
        """Waits for what runs."""
        self._narrowing.close()
        self._deciding.close()
