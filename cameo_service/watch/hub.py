"""Fans out what was taken back to every watcher of this process. One event loop; no gRPC, no database.

What a watcher did not read yet is merged per scope, so a slow one costs memory only up to a bound, then its stream.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.errors import ConsentUseError
from cameo_service.usecases.event_ports import WHOLE_REVISION, Position

MOST_WAITING = 1_024
"""Scopes that may wait for one watcher. More than that within its read pause: it is too slow."""


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
        self._watchers: set[Watcher] = set()

    def publish(self, floors: Mapping[bytes, int], until: Position, checked_s: float) -> None:
        """Everything up to `until` is told now, by these floors."""
        self.until, self.checked_s = until, checked_s
        if floors:
            for watcher in self._watchers:
                watcher.add(floors)

    def join(self) -> "Watcher":
        """A watcher that is told everything after `hub.until` as it is now. End it with `leave`."""
        watcher = Watcher(self)
        self._watchers.add(watcher)
        return watcher

    def leave(self, watcher: "Watcher") -> None:
        """Forgets a watcher."""
        self._watchers.discard(watcher)


class Watcher:
    """One stream's place. Made by `Hub.join`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._waiting: dict[bytes, int] = {}
        self._is_too_slow = False
        self._woken: asyncio.Future[None] | None = None

    def add(self, floors: Mapping[bytes, int]) -> None:
        """Floors only rise, so the newest of a scope is the highest."""
        self._waiting.update(floors)
        if len(self._waiting) > MOST_WAITING:
            self._waiting.clear()
            self._is_too_slow = True
        self._wake()

    async def told(self, longest_s: float) -> Told:
        """What there is to tell: at once when floors rose, after `longest_s` otherwise.

        Raises:
            WatcherTooSlowError: more waited than is kept.
        """
        if not self._waiting and not self._is_too_slow:
            await self._sleep(longest_s)
        if self._is_too_slow:
            raise WatcherTooSlowError("You do not read fast enough: watch again from your last cursor.")
        floors, self._waiting = self._waiting, {}
        return Told(floors, self._hub.until, self._hub.checked_s)

    async def _sleep(self, longest_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._woken = loop.create_future()
        timer = loop.call_later(longest_s, self._wake)
        try:
            await self._woken
        finally:
            timer.cancel()

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)
