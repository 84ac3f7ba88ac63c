"""Events as renderers are told them: scopes and epochs, no names and no causes."""

from collections.abc import Iterable

from cameo_client.revocation_scope import consent_grant_scope, everything_scope, owner_scope, pair_scope
from cameo_service.usecases.event_ports import GRANT_EXPIRED, OWNER_EPOCH, PAIR_EPOCH, EventRow
from cameo_service.watch.outbox import Floor

ENDED = 1
"""The floor of what claims 0 while it is alive: a consent grant, a signing key."""


def floors_of(events: Iterable[EventRow]) -> dict[bytes, int]:
    """The floors that these events raised, the highest of each."""
    found: dict[bytes, int] = {}
    for event in events:
        told = _floor(event)
        if told:
            scope, epoch = told
            found[scope] = max(epoch, found.get(scope, 0))
    return found


def scope_of(floor: Floor) -> bytes:
    """The scope of a stored epoch."""
    if floor.owner is None:
        return everything_scope()
    return owner_scope(floor.owner) if floor.actor is None else pair_scope(floor.owner, floor.actor)


def _floor(event: EventRow) -> tuple[bytes, int] | None:
    if event.kind == OWNER_EPOCH and event.epoch is not None:
        return owner_scope(event.owner.bytes), event.epoch
    if event.kind == PAIR_EPOCH and event.epoch is not None and event.actor is not None:
        return pair_scope(event.owner.bytes, event.actor.bytes), event.epoch
    if event.kind == GRANT_EXPIRED and event.grant_id is not None:
        return consent_grant_scope(event.grant_id.bytes), ENDED
    return None
