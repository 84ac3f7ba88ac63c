"""Events as renderers are told them: scopes and epochs, no names and no causes, and nothing of another provider's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cameo_client.revocation_scope import consent_grant_scope, everything_scope, owner_scope, pair_scope
from cameo_service.usecases.ports.events import (
    ANY_PROVIDER,
    GRANT_ENDED,
    GRANT_EXPIRED,
    OWNER_EPOCH,
    PAIR_EPOCH,
    EventRow,
)
from cameo_service.watch.outbox import Floor

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
