"""From the outbox to the hub: looks for events many times a second, and for old ones when a watcher joins late."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping

from cameo_client.revocation_scope import everything_scope
from cameo_service.usecases.acting.event_cursor import cursor_of, position_of
from cameo_service.usecases.ports.events import START, WHOLE_REVISION, Position
from cameo_service.usecases.ports.history import Deployment
from cameo_service.watch.floors import Floors, floors_of, highest, scope_of
from cameo_service.watch.hub import TURN_S, Hub, Told, Watcher
from cameo_service.watch.outbox import News, Outbox

LOG = logging.getLogger(__name__)

NEVER_S = 0.0
"""As `checked_s`: before anything was looked at. A monotonic clock is far beyond it."""
POLL_S = 0.01
"""How often the outbox is looked at. A look that finds nothing takes some 20 us."""


class RevocationFeed:
    """Keeps a hub up to date and says where readers stand.

    Args:
        outbox: the database; asked on the event loop, where a look costs less than handing it to a thread.
        deployment: goes into every cursor.
        monotonic_s: when a look happened.
        ended: floors that no event tells, such as those of revoked signing keys; told to everyone who joins.
    """

    def __init__(
        self, outbox: Outbox, deployment: Deployment, monotonic_s: Callable[[], float], ended: Mapping[bytes, int]
    ) -> None:
        self.hub = Hub()
        self.deployment = deployment
        self._outbox = outbox
        self._monotonic_s = monotonic_s
        self._ended = dict(ended)
        self._forgotten_revision = 0
        self._spelled = (START, cursor_of(deployment, START))
        # No event is as late as that: only how far the database is.
        first = outbox.news(Position(2**62, WHOLE_REVISION))
        self._risen(first.global_epoch)
        self._advance(first, Floors(), self._monotonic_s())

    async def run(self) -> None:
        """Until cancelled. While the database cannot be read nobody is told that nothing happened."""
        turn_s = self._monotonic_s()
        while True:
            try:
                self.look()
            except Exception:
                LOG.exception("the outbox could not be read")
            while turn_s <= self._monotonic_s():
                self.hub.turn()
                turn_s += TURN_S
            await asyncio.sleep(POLL_S)

    def look(self) -> None:
        """One look: publishes what is new. What is committed before the look is in it."""
        looked_s = self._monotonic_s()
        news = self._outbox.news(self.hub.until)
        self._advance(news, floors_of(news.events, self._risen(news.global_epoch)), looked_s)

    def join(self, cursor: str, provider: str, cancel: Callable[[], object]) -> tuple[Watcher, Iterator[Told]]:
        """A watcher (see `Hub.join`), and what it missed between its cursor and now: read that first.

        Raises:
            CursorMalformedError, CursorTooOldError, CursorFromTheFutureError, OtherIncarnationError: about the cursor.
        """
        # The cursor may be newer than the last look: of a snapshot, or of another process.
        self.look()
        now = self.hub.until
        position = position_of(cursor, self.deployment, now.revision, self._forgotten_revision)
        # Taken now: a later look vouches for later events too, and those wait in the watcher.
        return self.hub.join(provider, cancel), self._missed(position, provider, Told({}, now, self.hub.checked_s))

    def cursor(self, position: Position) -> str:
        """The cursor of a position. A thousand watchers ask for the same one in a row."""
        if position != self._spelled[0]:
            self._spelled = (position, cursor_of(self.deployment, position))
        return self._spelled[1]

    def snapshot(self, provider: str) -> Iterator[tuple[str, dict[bytes, int]]]:
        """(cursor, some floors) until all that concern one provider were given."""
        ended = dict(self._ended)
        for revision, floors in self._outbox.floors(provider):
            cursor = self.cursor(Position(revision, WHOLE_REVISION))
            yield cursor, ended | {scope_of(floor): floor.epoch for floor in floors}
            ended = {}

    def _missed(self, position: Position, provider: str, now: Told) -> Iterator[Told]:
        """At least one, for a watcher is answered at once. Only the last says when nothing newer was found."""
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
        """The floor under everything, if it rose since the last look: no event of anybody tells it."""
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
