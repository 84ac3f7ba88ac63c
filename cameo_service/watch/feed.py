"""Reads events from the outbox into the hub when a writer wakes it, and older events for a watcher that joins late.

Writers of other services do not wake it: while a watcher listens, it looks many times a second by itself.
"""

import asyncio
import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress

from cameo_client.revocation_scope import everything_scope
from cameo_service.usecases.acting.cursors import cursor_of, position_of
from cameo_service.usecases.ports.events import START, WHOLE_REVISION, Position
from cameo_service.usecases.ports.history import Deployment
from cameo_service.watch.floors import Floors, News, Outbox, floors_of, highest, scope_of
from cameo_service.watch.hub import TURN_S, Hub, Told, Watcher

LOG = logging.getLogger(__name__)

NEVER_S = 0.0
"""Value of `checked_s` before the first look. A monotonic clock is far beyond it."""
BETWEEN_LOOKS_S = 0.01
"""Least pause between two looks at the outbox, however often it is woken. A look without news takes about 20 us."""
UNWATCHED_S = 0.5
"""Pause between two looks while no watcher listens: they only say that the database can be read."""


class RevocationFeed:
    """Keeps a hub up to date, and maps cursors to positions.

    Args:
        outbox: the database; read on the event loop, where a look costs less than a switch to a thread.
        deployment: part of every cursor.
        monotonic_s: clock for the time of a look.
        ended: floors without an event, such as revoked signing keys; sent to every watcher that joins.
        note: told, after every look, the time up to which everything was sent; by default it goes nowhere.
    """

    def __init__(
        self,
        outbox: Outbox,
        deployment: Deployment,
        monotonic_s: Callable[[], float],
        ended: Mapping[bytes, int],
        note: Callable[[float], object] = float,
    ) -> None:
        self.hub = Hub()
        self.deployment = deployment
        self._outbox = outbox
        self._monotonic_s = monotonic_s
        self._ended, self._note = dict(ended), note
        self._forgotten_revision = 0
        self._spelled = (START, cursor_of(deployment, START))
        self._woken = asyncio.Event()
        # No event is after this position: it only reads the state of the database.
        first = outbox.news(Position(2**62, WHOLE_REVISION))
        self._risen(first.global_epoch)
        self._advance(first, Floors(), self._monotonic_s())

    async def run(self) -> None:
        """Runs until cancelled. While the database cannot be read, watchers get no checkpoint."""
        turn_s = self._monotonic_s()
        while True:
            self._woken.clear()
            self._try_to_look()
            self._note(self.hub.checked_s)
            while turn_s <= self._monotonic_s():
                self.hub.turn()
                turn_s += TURN_S
            await asyncio.sleep(BETWEEN_LOOKS_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s() - BETWEEN_LOOKS_S):
                    await self._woken.wait()

    def wake(self) -> None:
        """Something was committed, or a watcher came: it looks at once. On the event loop."""
        self._woken.set()

    def _pause_s(self) -> float:
        return TURN_S if self.hub.is_watched else UNWATCHED_S

    def end(self) -> None:
        """Tells every watcher what was committed before this, and that the service stops."""
        self._try_to_look()
        self.hub.end()

    def _try_to_look(self) -> None:
        try:
            self.look()
        except Exception:
            LOG.exception("the outbox could not be read")

    def look(self) -> None:
        """Publishes what is new. Everything committed before the look is included."""
        looked_s = self._monotonic_s()
        news = self._outbox.news(self.hub.until)
        self._advance(news, floors_of(news.events, self._risen(news.global_epoch)), looked_s)

    def join(self, cursor: str, provider: str, cancel: Callable[[], object]) -> tuple[Watcher, Iterator[Told]]:
        """A watcher (see `Hub.join`), and the messages it missed between its cursor and now: send those first.

        Raises: CursorMalformedError, CursorTooOldError, CursorFromTheFutureError, OtherIncarnationError: the cursor
            cannot be used.
        """
        self.wake()
        # The cursor may be newer than the last look: it may come from a snapshot or another process.
        self.look()
        now = self.hub.until
        position = position_of(cursor, self.deployment, now.revision, self._forgotten_revision)
        # Read now: a later look also covers later events, and those wait in the watcher.
        return self.hub.join(provider, cancel), self._missed(position, provider, Told({}, now, self.hub.checked_s))

    def cursor(self, position: Position) -> str:
        """The cursor of a position. The last one is kept, because many watchers ask for the same one."""
        if position != self._spelled[0]:
            self._spelled = (position, cursor_of(self.deployment, position))
        return self._spelled[1]

    def snapshot(self, provider: str) -> Generator[tuple[str, dict[bytes, int]], None, None]:
        """Yields (cursor, some floors) until all floors that concern one provider are sent."""
        ended = dict(self._ended)
        for revision, floors in self._outbox.floors(provider):
            cursor = self.cursor(Position(revision, WHOLE_REVISION))
            yield cursor, ended | {scope_of(floor): floor.epoch for floor in floors}
            ended = {}

    def _missed(self, position: Position, provider: str, now: Told) -> Iterator[Told]:
        """Yields at least one message, because a watcher is answered at once. Only the last one has a time of
        freshness.
        """
        floors = dict(self._ended)
        while position < now.until:
            news = self._outbox.news(position)
            events = [event for event in news.events if event.position <= now.until]
            floors = highest(floors, floors_of(events).for_provider(provider))
            position = now.until if news.is_all or not events else events[-1].position
            if position < now.until:
                yield Told(floors, position, NEVER_S)
                floors = {}
        yield Told(floors, now.until, now.checked_s)

    def _risen(self, global_epoch: int) -> dict[bytes, int]:
        """The floor of everything, if it rose since the last look: it has no event."""
        scope = everything_scope()
        if global_epoch <= self._ended.get(scope, 0):
            return {}
        self._ended[scope] = global_epoch
        return {scope: global_epoch}

    def _advance(self, news: News, floors: Floors, looked_s: float) -> None:
        self._forgotten_revision = news.forgotten_revision
        until = Position(news.revision, WHOLE_REVISION) if news.is_all else news.events[-1].position
        checked_s = looked_s if news.is_all else self.hub.checked_s
        self.hub.publish(floors, until, checked_s)
