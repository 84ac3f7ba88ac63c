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


ENDED = 1
"""The floor of what claims 0 while it is alive: a consent grant, a signing key."""


@dataclass(frozen=True, slots=True)
class Floors:
    """Floors that rose: for the watchers of every provider, and for those of one alone."""

    everywhere: Mapping[bytes, int] = field(default_factory=dict)
    at: Mapping[str, Mapping[bytes, int]] = field(default_factory=dict)

    def for_provider(self, provider: str) -> Mapping[bytes, int]:
        """What the watchers of one provider are told, the highest of each scope."""
        own = self.at.get(provider)
        return highest(self.everywhere, own) if own else self.everywhere


def highest(floors: Mapping[bytes, int], others: Mapping[bytes, int]) -> dict[bytes, int]:
    """Both together; floors only rise, so the higher of a scope is the newer."""
    return {**floors, **{scope: max(epoch, floors.get(scope, 0)) for scope, epoch in others.items()}}


def floors_of(events: Iterable[EventRow], besides: Mapping[bytes, int] | None = None) -> Floors:
    """The floors that these events raised, the highest of each; and, everywhere, those that no event tells."""
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
