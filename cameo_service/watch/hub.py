"""Sends revocations to every watcher of this process. Runs on one event loop; no gRPC, no database, no clock.

Unread floors of a watcher are merged per scope. A slow watcher uses memory up to a limit; then its stream ends. Groups
of watchers get their checkpoints in turns, because a timer for each of a thousand watchers costs more than the
revocations.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

from cameo_service.usecases.acting.errors import ConsentUseError, ServiceStoppingError
from cameo_service.usecases.ports.events import WHOLE_REVISION, Position
from cameo_service.watch.floors import Floors

TURNS = 16
"""Number of groups of watchers; each turn gives one group its checkpoint."""
TURN_S = 0.05
"""Pause between two turns: a watcher gets a message every 0.8 s; the contract promises one a second."""
MOST_WAITING = 1_024
"""Most scopes that may wait for one watcher. A watcher with more is too slow."""
MOST_MISSED = 12
"""Most checkpoints that may pass while one message is written: 10 s. A slower watcher is too slow."""

_NOTHING: Mapping[bytes, int] = {}


class WatcherTooSlowError(ConsentUseError):
    """A watcher reads its stream too slowly."""

    code = "WATCHER_TOO_SLOW"


@dataclass(frozen=True, slots=True)
class Told:
    """The next message to a watcher: floors that rose up to `until`, and the monotonic time when nothing newer
    existed.
    """

    floors: Mapping[bytes, int]
    until: Position
    checked_s: float


class Hub:
    """The position up to which everything was sent, and the watchers."""

    def __init__(self) -> None:
        self.until = Position(0, WHOLE_REVISION)
        self.checked_s = 0.0
        self._groups: tuple[set[Watcher], ...] = tuple(set() for _ in range(TURNS))
        self._joined, self._turn = count(), count()

    def publish(self, floors: Floors, until: Position, checked_s: float) -> None:
        """Sends these floors: everything up to `until` is sent then. Do not change the floors afterwards."""
        self.until, self.checked_s = until, checked_s
        # Computed once for each provider: many watchers get the same floors.
        floors_for = cache(floors.for_provider)
        if floors.everywhere or floors.at:
            for group in self._groups:
                for watcher in group:
                    watcher.add(floors_for(watcher.provider))

    @property
    def is_watched(self) -> bool:
        """Whether any watcher listens."""
        return any(self._groups)

    def turn(self) -> None:
        """Gives the next group its checkpoint. Call it every TURN_S."""
        for watcher in self._groups[next(self._turn) % TURNS]:
            watcher.remind()

    def join(self, provider: str, cancel: Callable[[], object]) -> "Watcher":
        """A watcher that gets everything after the present `hub.until`. End it with `leave`.

        Args:
            provider: service id of the watcher; it gets only floors that concern this provider.
            cancel: interrupts a blocked write of the watcher.
        """
        watcher = Watcher(self, provider, cancel)
        self._groups[next(self._joined) % TURNS].add(watcher)
        return watcher

    def end(self) -> None:
        """Tells every watcher that the service stops: its stream ends with a reason, once it has what it waits for."""
        for group in self._groups:
            for watcher in group:
                watcher.end()

    def leave(self, watcher: "Watcher") -> None:
        """Removes a watcher."""
        for group in self._groups:
            group.discard(watcher)


class Watcher:
    """The state of one stream. Created by `Hub.join`."""

    def __init__(self, hub: Hub, provider: str, cancel: Callable[[], object]) -> None:
        self.provider = provider
        self._hub = hub
        self._cancel = cancel
        self._waiting = _NOTHING
        self._is_due = False
        self._missed = 0
        self._woken: asyncio.Future[None] | None = None
        self.is_too_slow = False
        self._is_over = False

    def add(self, floors: Mapping[bytes, int]) -> None:
        """Adds floors that wait to be sent. Floors only rise, so the newest of a scope is the highest."""
        if not floors:
            return
        # Not copied while nothing else waits: many watchers share the same floors.
        self._waiting = {**self._waiting, **floors} if self._waiting else floors
        if len(self._waiting) > MOST_WAITING:
            self._waiting = _NOTHING
            self.is_too_slow = True
        self._wake()

    def remind(self) -> None:
        """Marks a checkpoint as due."""
        self._missed += 1
        if self._missed > MOST_MISSED:
            self.is_too_slow = True
            self._cancel()
        self._is_due = True
        self._wake()

    def end(self) -> None:
        """The next message is the last one."""
        self._is_over = True
        self._wake()

    async def told(self) -> Told:
        """The next message, as soon as floors rose or a checkpoint is due.

        Raises:
            WatcherTooSlowError: too much waits for this watcher.
            ServiceStoppingError: the service stops, and nothing waits.
        """
        self._missed = 0
        if not (self._waiting or self._is_due or self.is_too_slow or self._is_over):
            self._woken = asyncio.get_running_loop().create_future()
            await self._woken
        if self.is_too_slow:
            raise WatcherTooSlowError("You do not read fast enough: watch again from your last cursor.")
        if self._is_over and not self._waiting:
            raise ServiceStoppingError
        floors, self._waiting, self._is_due = self._waiting, _NOTHING, False
        return Told(floors, self._hub.until, self._hub.checked_s)

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)
