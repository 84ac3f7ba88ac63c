"""Fans out what was taken back to every watcher of this process. One event loop; no gRPC, no database, no clock.

What a watcher did not read yet is merged per scope, so a slow one costs memory only up to a bound, then its stream.
Watchers take turns with checkpoints, and no timer belongs to one of them: a thousand timers cost more than the news.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

from cameo_service.usecases.acting.errors import ConsentUseError
from cameo_service.usecases.ports.events import WHOLE_REVISION, Position
from cameo_service.watch.floors import Floors

TURNS = 16
"""Groups of watchers; each turn gives one of them a checkpoint."""
TURN_S = 0.05
"""From one turn to the next, so that a watcher is told something every 0.8 s; the contract promises a second."""
MOST_WAITING = 1_024
"""Scopes that may wait for one watcher. More than that within its read pause: it is too slow."""
MOST_MISSED = 12
"""Checkpoints that may pass while one answer is being written, 10 s. More than that: it is too slow."""

_NOTHING: Mapping[bytes, int] = {}


class WatcherTooSlowError(ConsentUseError):
    """A watcher does not read what it is told."""

    code = "WATCHER_TOO_SLOW"


@dataclass(frozen=True, slots=True)
class Told:
    """What a watcher is told next: floors that rose up to `until`, and when nothing newer was found (monotonic)."""

    floors: Mapping[bytes, int]
    until: Position
    checked_s: float


class Hub:
    """How far everything was told, and who listens."""

    def __init__(self) -> None:
        self.until = Position(0, WHOLE_REVISION)
        self.checked_s = 0.0
        self._groups: tuple[set[Watcher], ...] = tuple(set() for _ in range(TURNS))
        self._joined, self._turn = count(), count()

    def publish(self, floors: Floors, until: Position, checked_s: float) -> None:
        """Everything up to `until` is told now, by these floors, which nobody may change any more."""
        self.until, self.checked_s = until, checked_s
        # Made once for each provider: what a thousand watchers are told alike is put into words once.
        floors_for = cache(floors.for_provider)
        if floors.everywhere or floors.at:
            for group in self._groups:
                for watcher in group:
                    watcher.add(floors_for(watcher.provider))

    def turn(self) -> None:
        """Gives the next group its checkpoint. Call it every TURN_S."""
        for watcher in self._groups[next(self._turn) % TURNS]:
            watcher.remind()

    def join(self, provider: str, cancel: Callable[[], object]) -> "Watcher":
        """A watcher that is told everything after `hub.until` as it is now. End it with `leave`.

        Args:
            provider: service id of who listens: told what ends its renders, and nothing of another's.
            cancel: interrupts the write that the watcher is stuck in.
        """
        watcher = Watcher(self, provider, cancel)
        self._groups[next(self._joined) % TURNS].add(watcher)
        return watcher

    def leave(self, watcher: "Watcher") -> None:
        """Forgets a watcher."""
        for group in self._groups:
            group.discard(watcher)


class Watcher:
    """One stream's place. Made by `Hub.join`."""

    def __init__(self, hub: Hub, provider: str, cancel: Callable[[], object]) -> None:
        self.provider = provider
        self._hub = hub
        self._cancel = cancel
        self._waiting = _NOTHING
        self._is_due = False
        self._missed = 0
        self._woken: asyncio.Future[None] | None = None
        self.is_too_slow = False

    def add(self, floors: Mapping[bytes, int]) -> None:
        """Floors only rise, so the newest of a scope is the highest. No floors: nothing to wake anybody for."""
        if not floors:
            return
        # Shared while nothing else waits: what a thousand watchers are told alike is put into words once.
        self._waiting = {**self._waiting, **floors} if self._waiting else floors
        if len(self._waiting) > MOST_WAITING:
            self._waiting = _NOTHING
            self.is_too_slow = True
        self._wake()

    def remind(self) -> None:
        """A checkpoint is due."""
        self._missed += 1
        if self._missed > MOST_MISSED:
            self.is_too_slow = True
            self._cancel()
        self._is_due = True
        self._wake()

    async def told(self) -> Told:
        """What there is to tell: at once when floors rose or a checkpoint is due.

        Raises:
            WatcherTooSlowError: more waited than is kept.
        """
        self._missed = 0
        if not (self._waiting or self._is_due or self.is_too_slow):
            self._woken = asyncio.get_running_loop().create_future()
            await self._woken
        if self.is_too_slow:
            raise WatcherTooSlowError("You do not read fast enough: watch again from your last cursor.")
        floors, self._waiting, self._is_due = self._waiting, _NOTHING, False
        return Told(floors, self._hub.until, self._hub.checked_s)

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)
