"""Sweeps once a second, on a thread of its own."""

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger(__name__)

SWEEP_S = 1.0
"""How late an expiry is told at most, besides the sweep itself."""


class EventSweeper:
    """Runs `sweep` from its making until `close`; a sweep that fails is left to the next."""

    def __init__(self, sweep: Callable[[], int]) -> None:
        self._sweep = sweep
        self._closing = Event()
        self._thread = Thread(target=self._run, name="event-sweeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the sweep that runs."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(SWEEP_S):
            try:
                self._sweep()
            except Exception:
                LOG.exception("Expiries could not be told yet")
