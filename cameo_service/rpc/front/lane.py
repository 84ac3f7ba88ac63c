"""Threads that handlers run on, and a bound on the whole calls that wait for one. Callers take turns.

Python runs one thread at a time, so that more of them than do not wait for something else only take the interpreter
from each other. A lane can keep to a few, and takes another only when these are held up (ADR 0077).
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from cameo_service.fair_queue import FairQueue
from cameo_service.rpc.front.errors import TooManyCallsError

WAITING_PER_THREAD = 64
"""Whole calls that wait for a thread; one more, and the caller with the most of them is refused its newest."""
NARROWING_THREADS = 2
"""For acts that take consent away; each takes some milliseconds, and nothing else runs on these threads."""
HELD_UP_S = 0.005
"""After which a thread whose call has not ended counts as waiting for a disk, a lock or another machine. A check takes
less than a millisecond, the longest prompt ten."""
ON_FILES = 2
"""Threads that take calls at once where the database is files of this machine: a statement is work of this process, and
waits for nothing. A second one, so that a text of ten milliseconds does not hold up who comes behind it. On PostgreSQL
one thread waits while another works.
"""
_OPEN, _CLOSED = True, False
"""What a thread that sleeps is woken with."""
_BUSY = "Too many calls wait: try again in a second, later each time."

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Waiting:
    """One whole call, until its answer is handed back on the loop. is_held_up: its thread is not counted any more."""

    work: Callable[[], Any]
    answer: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None
    is_held_up: bool = False


class Lane:
    """Threads, of which few take calls at once. Used from one event loop.

    Args:
        name: of its threads, for the operator's tools.
        threads: how many handlers run at once at most.
        at_once: how many do while none is held up; None: all.
    """

    def __init__(self, name: str, threads: int, at_once: int | None = None) -> None:
        self._name, self._at_once = name, at_once or threads
        self._most, self._lock = threads * (1 + WAITING_PER_THREAD), Lock()
        self._calls: FairQueue[_Waiting] = FairQueue()
        self._room, self._threads = threads, list[Thread]()
        self._asleep = self._taking = self._running = self._begun = 0
        self._on_thread: set[_Waiting] = set()
        self._ended: list[_Waiting] = []
        self._woken: SimpleQueue[bool] = SimpleQueue()
        self._watch: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[[], T], caller: str) -> T:
        """The result of `work`, done on a thread of this lane. Cancelled while it waits, it never begins.

        Args:
            work: one call.
            caller: under whose name it waits. Callers take turns, however many calls each of them has.

        Raises:
            TooManyCallsError: too many wait, and none has more of them than this caller.
        """
        loop = asyncio.get_running_loop()
        call = _Waiting(work, loop.create_future())
        with self._lock:
            refused = self._calls.put(caller, call, self._most - self._running)
            is_taken = self._taking < self._at_once and self._wake()
        if refused is not None and not refused.answer.done():
            refused.answer.set_exception(TooManyCallsError(_BUSY))
        if self._watch is None and self._at_once < self._room and not is_taken:
            self._watch = loop.call_later(HELD_UP_S, self._look, loop, self._begun)
        try:
            result: T = await call.answer
        except asyncio.CancelledError:
            with self._lock:
                self._calls.drop(caller, call)
            raise
        return result

    def close(self) -> None:
        """Waits for what runs, and for what waits."""
        for _ in self._threads:
            self._woken.put(_CLOSED)
        for thread in self._threads:
            thread.join()

    def _wake(self) -> bool:
        """Lets one more thread take calls, if there is one. Under the lock."""
        if self._asleep:
            self._asleep -= 1
            self._woken.put(_OPEN)
        elif len(self._threads) < self._room:
            self._threads.append(Thread(target=self._work, name=f"{self._name}_{len(self._threads)}", daemon=True))
            self._threads[-1].start()
        else:
            return False
        self._taking += 1
        return True

    def _look(self, loop: asyncio.AbstractEventLoop, begun: int) -> None:
        """On the loop, while calls wait: where none has begun since the last look, other threads take them."""
        with self._lock:
            waits = len(self._calls)
            if waits and begun == self._begun:
                for call in self._on_thread:
                    call.is_held_up = True
                self._taking -= len(self._on_thread)
                self._on_thread.clear()
                self._wake()
            self._watch = loop.call_later(HELD_UP_S, self._look, loop, self._begun) if waits else None

    def _work(self) -> None:
        """On a thread: does what is the next call's turn by then, until the lane is closed."""
        is_open, ended = True, None
        while is_open:
            call = self._next(ended)
            if call is None:
                is_open, ended = self._woken.get(), None
                continue
            try:
                call.result = call.work()
            except BaseException as error:  # noqa: BLE001 - it is passed on to who waits for it
                call.error = error
            ended = call

    def _next(self, ended: _Waiting | None) -> _Waiting | None:
        """Hands back a call that ended. The next one; None: this thread sleeps."""
        with self._lock:
            if ended is not None:
                self._running -= 1
                self._ended.append(ended)
                self._on_thread.discard(ended)
                self._taking += ended.is_held_up
            call = self._calls.take() if self._taking <= self._at_once else None
            if call is None:
                self._taking -= 1
                self._asleep += 1
            else:
                self._running += 1
                self._begun += 1
                self._on_thread.add(call)
            is_first = ended is not None and len(self._ended) == 1
        if ended is not None and is_first:
            try:
                ended.answer.get_loop().call_soon_threadsafe(self._hand_back)
            except RuntimeError:  # the loop is closed: nothing waits for these any more
                self._ended.clear()
        return call

    def _hand_back(self) -> None:
        """On the loop: all that ended until now, in one go."""
        with self._lock:
            ended, self._ended = self._ended, []
        for call in ended:
            if call.answer.done():
                continue
            if call.error is not None:
                call.answer.set_exception(call.error)
            else:
                call.answer.set_result(call.result)


class Lanes:
    """Acts that take consent away run apart: no other traffic, however much of it, keeps them waiting.

    Args:
        name: of the threads.
        threads: for every other method.
        narrowing: full names of the methods that run apart.
        at_once: see `Lane`, of the threads for every other method.
    """

    def __init__(self, name: str, threads: int, narrowing: Collection[str], at_once: int | None = None) -> None:
        self._deciding = Lane(f"{name}-deciding", threads, at_once)
        self._narrowing = Lane(f"{name}-narrowing", NARROWING_THREADS)
        self._apart = frozenset(narrowing)

    def of(self, method: str) -> Lane:
        """The lane that a method runs on."""
        return self._narrowing if method in self._apart else self._deciding

    def close(self) -> None:
        """Waits for what runs."""
        self._narrowing.close()
        self._deciding.close()
