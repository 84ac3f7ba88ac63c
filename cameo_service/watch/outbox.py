"""What the watch needs from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from cameo_service.usecases.ports.events import EventRow, Position


class Floor(NamedTuple):
    """The epoch of an owner, of an owner and an actor, or of everything (no owner), above 0. Ids are 16 bytes.

    grant_id: not that of the owner, but of this grant of theirs, which ended.
    """

    owner: bytes | None
    actor: bytes | None
    epoch: int
    grant_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One look at the outbox. is_all: nothing after `events` is there yet.

    global_epoch: how often everything was frozen.
    """

    revision: int
    forgotten_revision: int
    events: tuple[EventRow, ...]
    is_all: bool
    global_epoch: int


class Outbox(Protocol):
    """The outbox, read only."""

    def news(self, after: Position) -> News:
        """What came after a position, in one snapshot."""

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        """(revision, some floors that concern one provider) until all were given, in one snapshot; at least one."""
