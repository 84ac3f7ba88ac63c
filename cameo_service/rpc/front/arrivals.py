"""What a client streams, put in by the event loop, so that a thread can wait on its silence with a deadline."""

import queue
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cameo_service.clock import Clock
from cameo_service.rpc.front.errors import FrontError


@dataclass(frozen=True, slots=True)
class Arrival:
    """One client message; None when no more will come. Who is done says End first: a stream without it tore."""

    message: Any
    at_s: float


class Inbox:
    """Client messages with the monotonic time they arrived at. Holds as many as are put in: the one who puts counts.

    Args:
        clock: stamps arrivals.
        on_taken: called after each arrival that was taken out, on the thread that took it.

    Attributes:
        is_left: the client is gone for certain; not only done with what it sends.
    """

    def __init__(self, clock: Clock, on_taken: Callable[[], None]) -> None:
        self._clock, self._on_taken = clock, on_taken
        self.is_left = False
        self._arrivals: queue.SimpleQueue[Arrival] = queue.SimpleQueue()

    def put(self, message: Any) -> None:
        """A message that came just now; None when no more will come; an error in place of one that is none."""
        self._arrivals.put(Arrival(message, self._clock.monotonic_s()))

    def stop(self) -> None:
        """No more will come: behind what has arrived, the reader finds the end."""
        self.put(None)

    def next(self, until_s: float | None) -> Arrival | None:
        """The next arrival, or None when `until_s` (monotonic) came first; None waits for ever.

        What has arrived is returned whenever it came: who holds a client to a time compares `at_s` with it.

        Raises:
            RequestUnreadableError: the next arrival is no message of the contract.
        """
        wait_s = None if until_s is None else max(until_s - self._clock.monotonic_s(), 0.0)
        try:
            arrival = self._arrivals.get(timeout=wait_s)
        except queue.Empty:
            return None
        self._on_taken()
        if isinstance(arrival.message, FrontError):
            raise arrival.message
        return arrival
