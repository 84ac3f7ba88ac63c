"""Threads that handlers run on, and a bound on the whole calls that wait for one. Callers take turns."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from cameo_service.fair_queue import FairQueue
from cameo_service.rpc.front.errors import TooManyCallsError

WAITING_PER_THREAD = 64
"""Whole calls that wait for a thread; one more, and the caller with the most of them is refused its newest."""
NARROWING_THREADS = 2
"""For acts that take consent away; each takes some milliseconds, and nothing else runs on these threads."""
_BUSY = "Too many calls wait: try again in a second, later each time."

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """One whole call, until a thread takes it."""

    work: Callable[[], Any]
    ran: "Future[Any]" = field(default_factory=Future)


class Lane:
    """A pool of `threads` threads.

    Args:
        name: of its threads, for the operator's tools.
        threads: how many handlers run at once.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most, self._lock = threads * (1 + WAITING_PER_THREAD), Lock()
        self._calls: FairQueue[_Waiting] = FairQueue()
        self._running = self._looks = 0

    async def run(self, work: Callable[[], T], caller: str) -> T:
        """The result of `work`, done on a thread of this lane. Cancelled while it waits, it never begins.

        Args:
            work: one call.
            caller: under whose name it waits. Callers take turns, however many calls each of them has.

        Raises:
            TooManyCallsError: too many wait, and none has more of them than this caller.
        """
        call = _Waiting(work)
        call.ran.add_done_callback(lambda ran: self._leave(caller, call) if ran.cancelled() else None)
        with self._lock:
            refused = self._calls.put(caller, call, self._most - self._running)
            if self._looks < len(self._calls):
                self._looks += 1
                self._pool.submit(self._look)
        if refused is not None and refused.ran.set_running_or_notify_cancel():
            refused.ran.set_exception(TooManyCallsError(_BUSY))
        result: T = await asyncio.wrap_future(call.ran)
        return result

    def close(self) -> None:
        """Waits for what runs."""
        self._pool.shutdown()

    def _look(self) -> None:
        """On a thread: does what is the next call's turn by then."""
        with self._lock:
            self._looks -= 1
            call = self._calls.take()
            if call is None:
                return
            self._running += 1
        if not call.ran.set_running_or_notify_cancel():
            self._end()
            return
        try:
            result = call.work()
        except BaseException as error:  # noqa: BLE001 - it is passed on to who waits for it
            self._end()
            call.ran.set_exception(error)
        else:
            self._end()
            call.ran.set_result(result)

    def _end(self) -> None:
        with self._lock:
            self._running -= 1

    def _leave(self, caller: str, call: _Waiting) -> None:
        with self._lock:
            self._calls.drop(caller, call)


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
