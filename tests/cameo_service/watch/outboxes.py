"""The outbox of a store, as the watch reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cameo_service.storage.outbox_tail import OutboxTail
from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.ports.events import Position
from cameo_service.watch.feed import RevocationFeed
from cameo_service.watch.floors import Floor, News
from tests.stores import DEPLOYMENT, new_store


class BreakableOutbox:
    """is_broken: nothing can be read."""

    is_broken = False

    def __init__(self, store: SqliteStore) -> None:
        self._store, self._tail = store, OutboxTail(store._path)  # the files are there as long as the store is

    def news(self, after: Position) -> News:
        if self.is_broken:
            raise OSError("the disk is gone")
        return self._tail.news(after)

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        return self._tail.floors(provider)


@dataclass
class ToldTime:
    now_s: float = 50.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Watched:
    """A feed over an empty store, and its clock."""

    store: SqliteStore = field(default_factory=new_store)
    time: ToldTime = field(default_factory=ToldTime)

    def __post_init__(self) -> None:
        self.outbox = BreakableOutbox(self.store)
        self.feed = RevocationFeed(self.outbox, DEPLOYMENT, self.time, {b"ended": 1})

    @property
    def revision(self) -> int:
        """How far the store has come."""
        with self.store.read() as snapshot:
            return snapshot.revision()
