"""What the watch reads from the outbox, and how renderers are told: scopes and epochs, without names and causes.

A renderer is told nothing that concerns another provider only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from cameo_client.revocation_scope import consent_grant_scope, everything_scope, owner_scope, pair_scope
from cameo_service.usecases.ports.events import (
    ANY_PROVIDER,
    GRANT_ENDED,
    GRANT_EXPIRED,
    OWNER_EPOCH,
    PAIR_EPOCH,
    EventRow,
    Position,
)


class Floor(NamedTuple):
    """A stored epoch above 0: of an owner, of an owner and an actor, or of everything (no owner). Ids are 16 bytes.

    grant_id: if set, the epoch is that of this ended grant of the owner.
    """

    owner: bytes | None
    actor: bytes | None
    epoch: int
    grant_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One look at the outbox. is_all: there is no event after `events` yet.

    global_epoch: number of freezes of everything.
    """

    revision: int
    forgotten_revision: int
    events: tuple[EventRow, ...]
    is_all: bool
    global_epoch: int


class Outbox(Protocol):
    """The outbox, read only."""

    def news(self, after: Position) -> News:
        """Events after a position, in one snapshot."""

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        """Yields (revision, some floors that concern one provider) until all are given, in one snapshot; at least
        once.
        """


ENDED = 1
"""The floor of an ended consent grant or signing key; while valid these claim 0."""


@dataclass(frozen=True, slots=True)
class Floors:
    """Floors that rose: for all watchers, and for the watchers of one provider."""

    everywhere: Mapping[bytes, int] = field(default_factory=dict)
    at: Mapping[str, Mapping[bytes, int]] = field(default_factory=dict)

    def for_provider(self, provider: str) -> Mapping[bytes, int]:
        """The floors for watchers of one provider, the highest of each scope."""
        own = self.at.get(provider)
        return highest(self.everywhere, own) if own else self.everywhere


def highest(floors: Mapping[bytes, int], others: Mapping[bytes, int]) -> dict[bytes, int]:
    """The higher floor of each scope; floors only rise, so it is the newer one."""
    return {**floors, **{scope: max(epoch, floors.get(scope, 0)) for scope, epoch in others.items()}}


def floors_of(events: Iterable[EventRow], besides: Mapping[bytes, int] | None = None) -> Floors:
    """The floors that these events raised, the highest of each. besides: floors without an event, for all watchers."""
    found: dict[str, dict[bytes, int]] = {}
    for event in events:
        told = _floor(event)
        if told:
            scope, epoch = told
            raised = found.setdefault(event.provider, {})
            raised[scope] = max(epoch, raised.get(scope, 0))
    return Floors(highest(found.pop(ANY_PROVIDER, {}), besides or {}), found)


def scope_of(floor: Floor) -> bytes:
    """The scope of a stored epoch."""
    if floor.grant_id is not None:
        return consent_grant_scope(floor.grant_id)
    if floor.owner is None:
        return everything_scope()
    return owner_scope(floor.owner) if floor.actor is None else pair_scope(floor.owner, floor.actor)


def _floor(event: EventRow) -> tuple[bytes, int] | None:
    if event.kind == OWNER_EPOCH and event.epoch is not None:
        return owner_scope(event.owner.bytes), event.epoch
    if event.kind == PAIR_EPOCH and event.epoch is not None and event.actor is not None:
        return pair_scope(event.owner.bytes, event.actor.bytes), event.epoch
    if event.kind in (GRANT_EXPIRED, GRANT_ENDED) and event.grant_id is not None:
        return consent_grant_scope(event.grant_id.bytes), ENDED
    return None
