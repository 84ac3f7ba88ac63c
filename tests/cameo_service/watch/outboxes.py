"""A store in memory as the watch reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cameo_service.usecases.ports.events import Position
from cameo_service.watch.feed import RevocationFeed
from cameo_service.watch.floors import Floor, News
from tests.cameo_service.usecases.memory_store import MemoryStore
from tests.cameo_service.usecases.world import DEPLOYMENT


@dataclass
class MemoryOutbox:
    store: MemoryStore
    page: int = 1000
    is_broken: bool = False

    def news(self, after: Position) -> News:
        if self.is_broken:
            raise OSError("the disk is gone")
        with self.store.read() as snapshot:
            events = snapshot.events.after(after, self.page)
            revision, forgotten, epoch = (
                snapshot.revision(),
                snapshot.events.forgotten_revision(),
                self.store.tables.global_epoch,
            )
            return News(revision, forgotten, events, is_all=len(events) < self.page, global_epoch=epoch)

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        tables = self.store.tables
        owners = [Floor(owner.bytes, None, person.epoch) for owner, person in tables.people.items() if person.epoch]
        pairs: dict[tuple[bytes, bytes], int] = {}
        for (owner, actor, scope), epoch in tables.pair_epochs.items():
            if scope in (None, provider):
                pair = (owner.bytes, actor.bytes)
                pairs[pair] = max(epoch, pairs.get(pair, 0))
        ended = [
            Floor(owner.bytes, None, 1, grant_id.bytes)
            for owner, grant_id, scope in tables.ended_grants
            if scope in (None, provider)
        ]
        everything = [Floor(None, None, tables.global_epoch)] if tables.global_epoch else []
        yield tables.revision, (*everything, *owners, *ended, *(Floor(*pair, epoch) for pair, epoch in pairs.items()))


@dataclass
class ToldTime:
    now_s: float = 50.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Watched:
    """A feed over an empty store, and its clock."""

    store: MemoryStore = field(default_factory=lambda: MemoryStore(DEPLOYMENT))
    time: ToldTime = field(default_factory=ToldTime)

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox(self.store)
        self.feed = RevocationFeed(self.outbox, DEPLOYMENT, self.time, {b"ended": 1})
