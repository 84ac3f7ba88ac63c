"""What a client streams, read by a thread of its own, so that its silence can be waited on with a deadline."""

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from cameo_service.clock import Clock

_WAITING = 16
"""Messages held at most; a client that is faster is held back by the transport."""
_LOOK_UP_S = 0.2
"""How often a held-back reader looks whether anybody still reads."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One client message, None when the client will send nothing more; is_broken when the stream tore instead."""

    message: Any
    at_s: float
    is_broken: bool = False


class Inbox:
    """Client messages with the monotonic time they arrived at.

    Args:
        requests: gRPC's own iterator; raises when the stream breaks.
        clock: stamps arrivals.
    """

    def __init__(self, requests: Iterator[Any], clock: Clock) -> None:
        self._requests, self._clock = requests, clock
        self._arrivals: queue.Queue[Arrival] = queue.Queue(_WAITING)
        self._is_closed = threading.Event()
        threading.Thread(target=self._read, name="recording-inbox", daemon=True).start()

    def next(self, until_s: float | None) -> Arrival | None:
        """The next arrival, or None when `until_s` (monotonic) came first; None waits for ever."""
        wait_s = None if until_s is None else max(until_s - self._clock.monotonic_s(), 0.0)
        try:
            return self._arrivals.get(timeout=wait_s)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Lets the reader go."""
        self._is_closed.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> None:
        try:
            for message in self._requests:
                self._put(Arrival(message, self._clock.monotonic_s()))
            self._put(Arrival(None, self._clock.monotonic_s()))
        except Exception:  # noqa: BLE001 - gRPC raises its own bare exceptions here; all mean that the stream is gone
            self._put(Arrival(None, self._clock.monotonic_s(), is_broken=True))

    def _put(self, arrival: Arrival) -> None:
        while not self._is_closed.is_set():
            with suppress(queue.Full):
                self._arrivals.put(arrival, timeout=_LOOK_UP_S)
                break
