"""The end of all recordings when the service is told to stop: some are received, some judged, and none begins.

A verdict that a client has read is in the database in any case: it is settled before it is told.
"""

from dataclasses import dataclass
from typing import Protocol

from cameo_service.clock import Clock
from cameo_service.usecases.enrollment.turns import Turns

RECEIVING_S = 14.0
"""A recording may come whole for so long. A live one takes longer when it has just begun: it is abandoned."""
JUDGING_S = 20.0
"""And may have its verdict by then: one takes some seconds of a core. With the calls and threads that end after it, the
service is gone within 30 s, which is what supervisors wait by default before they kill."""


class Judges(Protocol):
    """What judges recordings, as far as it can be ended."""

    def close(self) -> None:
        """Ends it: an analysis that runs raises AnalysisInterruptedError, which costs the person no attempt."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the recordings that ran. ended: with a verdict, or by themselves. abandoned: by the stop."""

    ended: int
    abandoned: int


@dataclass(frozen=True, slots=True)
class DrainRecordings:
    """Ends all recordings of this process. clock: for the two deadlines."""

    turns: Turns
    judges: Judges
    clock: Clock

    def __call__(self) -> Drained:
        """Returns when no recording runs, after JUDGING_S and a moment at most."""
        began_s = self.clock.monotonic_s()
        running = self.turns.close()
        self.turns.wait_for_none(RECEIVING_S)
        abandoned = self.turns.abandon_received()
        left = self.turns.wait_for_none(began_s + JUDGING_S - self.clock.monotonic_s())
        self.judges.close()
        return Drained(running - abandoned - left, abandoned + left)
