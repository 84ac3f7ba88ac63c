import pytest

from cameo_service.usecases.acting.cursors import CursorTooOldError
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.ports.events import EPOCH_KINDS
from cameo_service.usecases.records.events import (
    EVENTS_KEPT_US,
    ListedEvent,
    ListEvents,
    ListEventsReply,
    ListEventsRequest,
    SweepEvents,
)
from tests.cameo_service.usecases.world import World


def listed(world: World, cursor: str | None = None, limit: int = 500) -> ListEventsReply:
    return ListEvents(world.store)(world.app(), ListEventsRequest(cursor, limit))


def kinds(reply: ListEventsReply) -> list[str]:
    return [event.row.kind for event in reply.events]


def revoke(world: World, grantee: str) -> None:
    world.run(
        revoke_access, world.app(), RevokeAccessRequest(world.request_id(), world.people["ada"], world.people[grantee])
    )


def test_what_happens_after_a_cursor_is_listed_once(world: World) -> None:
    before = listed(world).cursor
    assert listed(world, before).events == ()
    revoke(world, "bob")
    reply = listed(world, before)
    (event,) = reply.events
    assert (event.row.kind, event.row.owner, event.row.actor, event.row.provider) == (
        "revoked",
        world.people["ada"],
        world.people["bob"],
        "app",
    )
    assert listed(world, reply.cursor).events == ()


def test_pages_together_are_the_whole_story_in_order(world: World) -> None:
    whole = listed(world)
    found: list[ListedEvent] = []
    cursor = None
    for _ in range(200):
        page = listed(world, cursor, 1)
        found += page.events
        cursor = page.cursor
    assert tuple(found) == whole.events
    assert "granted" in kinds(whole)


def test_an_event_keeps_its_id_and_no_two_share_one(world: World) -> None:
    first, second = listed(world), listed(world)
    assert first == second
    ids = [event.event_id for event in first.events]
    assert len(set(ids)) == len(ids) > 3


def test_raised_epochs_are_not_for_apps(world: World) -> None:
    revoke(world, "bob")
    assert not set(kinds(listed(world))) & set(EPOCH_KINDS)


def test_a_refused_attempt_is_no_event(world: World) -> None:
    before = listed(world).cursor
    world.check("eve", "@ada waves")
    assert listed(world, before).events == ()


def test_a_cursor_of_before_what_is_kept_starts_over(world: World) -> None:
    old = listed(world, None, 1).cursor
    world.clock.now_us += EVENTS_KEPT_US
    SweepEvents(world.store, world.clock)()
    revoke(world, "bob")
    with pytest.raises(CursorTooOldError):
        listed(world, old)
    assert kinds(listed(world)) == ["revoked"]
