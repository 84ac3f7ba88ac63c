from queue import Queue

from cameo_service import sweeper as event_sweeper
from cameo_service.sweeper import EventSweeper

SOON_S = 300.0
"""What is awaited comes at once; so long only where the machine is far too busy."""


def test_a_sweep_that_failed_holds_up_no_other_and_comes_again() -> None:
    swept: Queue[None] = Queue()

    def sweep() -> int:
        swept.put(None)
        raise OSError("the disk is full")

    sweeper = EventSweeper(sweep, sweep)
    for _ in range(4):
        swept.get(timeout=SOON_S + event_sweeper.SWEEP_S)
    sweeper.close()
