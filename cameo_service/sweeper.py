"""Runs sweeps again and again on a thread: those for expired records once a second."""

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger(__name__)

SWEEP_S = 1.0
"""Longest delay of an expiry, besides the time of the sweep."""


class EventSweeper:
    """Runs the sweeps until `close`; a failed sweep is repeated at the next turn.

    pause_s: between two turns.
    """

    def __init__(self, *sweeps: Callable[[], int], pause_s: float = SWEEP_S) -> None:
        self._sweeps, self._pause_s = sweeps, pause_s
        self._closing = Event()
        self._thread = Thread(target=self._run, name="event-sweeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the running sweep."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._pause_s):
            for sweep in self._sweeps:
                self._try(sweep)

    @staticmethod
    def _try(sweep: Callable[[], int]) -> None:
        try:
            sweep()
        except Exception:
            LOG.exception("A sweep failed and is repeated")
