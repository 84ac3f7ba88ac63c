"""How many recordings run at once in this process, and those that wait for a place: in turns of their calling services.

A person who waits is told where they stand, again whenever that changes. While they wait their session does not end and
no prompt is asked. A client that is gone leaves the queue.
"""

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from cameo_service.clock import Clock
from cameo_service.fair_queue import FairQueue
from cameo_service.usecases.enrollment.enrollment_errors import TooManyRecordingsError

WAITING_PER_PLACE = 2
"""Who comes later waits for two recordings before their own, some minutes; one more is told to come back."""
TYPICAL_S = 60.0
"""How long a place is taken, until recordings have shown it: half a minute in front of the camera, and the analysis."""
SHARE_OF_THE_LAST = 0.2
"""What the last recording counts in that."""
STEP_S = 5
"""What a guess is rounded up to: finer would say more than is known."""
LOOK_S = 2.0
"""A waiting person is told at most so much later than something changed, and a gone client is noticed by then."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a recording stands that waits. position: 1 is next, 0 begins now. estimate_s: a guess."""

    position: int
    estimate_s: int


@dataclass(slots=True, eq=False)
class Ticket:
    """One recording, from when it asks for a place until it leaves it.

    Attributes:
        waited_s: how long it waited, once it has a place.
        began_s: when it got its place.
    """

    _places: "Places"
    caller: str
    has_place: bool = False
    is_sent_away: bool = False
    waited_s: float = 0.0
    began_s: float = 0.0

    def wait(self, require_wanted: Callable[[], None]) -> Generator[Waiting, None, None]:
        """Yields where it stands until it has a place; nothing if it has one at once.

        Args:
            require_wanted: raises when the recording is not wanted any more; asked whenever something may have changed.

        Raises:
            TooManyRecordingsError: so many wait that this one had to leave.
        """
        yield from self._places.wait(self, require_wanted)


class Places:
    """The places of one process. Safe for many threads.

    Args:
        most: recordings that run at once.
        clock: for durations.
        look_s: see LOOK_S.
    """

    def __init__(self, most: int, clock: Clock, look_s: float = LOOK_S) -> None:
        self._most, self._clock, self._look_s = most, clock, look_s
        self._changed = Condition()
        self._running: set[Ticket] = set()
        self._waiting: FairQueue[Ticket] = FairQueue()
        self._typical_s = TYPICAL_S

    @contextmanager
    def ticket(self, caller: str) -> Iterator[Ticket]:
        """Asks for a place; gives it back, or leaves the queue, at the end. caller: the calling service's id."""
        ticket = Ticket(self, caller)
        try:
            yield ticket
        finally:
            with self._changed:
                if ticket.has_place:
                    self._running.discard(ticket)
                    lasted_s = self._clock.monotonic_s() - ticket.began_s
                    self._typical_s += SHARE_OF_THE_LAST * (lasted_s - self._typical_s)
                self._waiting.drop(caller, ticket)
                self._hand_out()

    def wait(self, ticket: Ticket, require_wanted: Callable[[], None]) -> Generator[Waiting, None, None]:
        """See Ticket."""
        came_s = self._clock.monotonic_s()
        self._queue(ticket)
        told = None
        while (now := self._standing(ticket)) is not None:
            require_wanted()
            if now != told:
                told = now
                yield now
            with self._changed:
                if not ticket.has_place and not ticket.is_sent_away:
                    self._changed.wait(self._look_s)
        if told is not None:
            # A client that is gone by now takes no such word, and its attempt does not begin.
            ticket.waited_s = self._clock.monotonic_s() - came_s
            yield Waiting(0, 0)

    def _queue(self, ticket: Ticket) -> None:
        with self._changed:
            sent_away = self._waiting.put(
                ticket.caller, ticket, self._most * (1 + WAITING_PER_PLACE) - len(self._running)
            )
            if sent_away is not None:
                sent_away.is_sent_away = True
            self._hand_out()

    def _hand_out(self) -> None:
        """Gives what is free to those whose turn it is. Under the lock."""
        while len(self._running) < self._most and (ticket := self._waiting.take()) is not None:
            self._running.add(ticket)
            ticket.has_place, ticket.began_s = True, self._clock.monotonic_s()
        self._changed.notify_all()

    def _standing(self, ticket: Ticket) -> Waiting | None:
        """Where it stands; None: it has a place."""
        with self._changed:
            if ticket.is_sent_away:
                raise TooManyRecordingsError(self._typical_s)
            if ticket.has_place:
                return None
            before = self._waiting.ordered().index(ticket)
            return Waiting(before + 1, max(math.ceil(self._left_s(before) / STEP_S), 1) * STEP_S)

    def _left_s(self, before: int) -> float:
        """Until a place is free for one that has so many before it: those that run end in the order they began, each
        after the time that a recording takes, and so do those that follow them. Under the lock.
        """
        rounds, place = divmod(before, self._most)
        began_s = sorted(ticket.began_s for ticket in self._running)[place]
        return began_s + (rounds + 1) * self._typical_s - self._clock.monotonic_s()
