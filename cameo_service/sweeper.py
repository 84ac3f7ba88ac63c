"""Tells what time does, once a second, on a thread of its own."""

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger(__name__)

SWEEP_S = 1.0
"""How late an expiry is told at most, besides the sweep itself."""


class EventSweeper:
    """Runs the sweeps from its making until `close`; one that fails is tried again a second later."""

    def __init__(self, *sweeps: Callable[[], int]) -> None:
        self._sweeps = sweeps
        self._closing = Event()
        self._thread = Thread(target=self._run, name="event-sweeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the sweep that runs."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(SWEEP_S):
            for sweep in self._sweeps:
                self._try(sweep)

    @staticmethod
    def _try(sweep: Callable[[], int]) -> None:
        try:
            sweep()
        except Exception:
            LOG.exception("What time did could not be told yet")
