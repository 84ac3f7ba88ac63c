from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.ports.events import BLOCK_EXPIRED, GRANT_EXPIRED, GRANT_EXPIRING, START, EventRow
from cameo_service.usecases.records.events import EVENTS_KEPT_US, EXPIRY_LEAD_US, SweepEvents
from tests.cameo_service.usecases.world import SECOND_US, World

TOLD = {GRANT_EXPIRED, BLOCK_EXPIRED, GRANT_EXPIRING}


def expiries(world: World) -> list[EventRow]:
    with world.store.read() as snapshot:
        return [row for row in snapshot.events.after(START, 1000) if row.kind in TOLD]


def revision(world: World) -> int:
    with world.store.read() as snapshot:
        return snapshot.revision()


def sweep(world: World) -> int:
    return SweepEvents(world.store, world.clock)()


def test_a_grant_that_ends_is_told_once_with_its_time(world: World) -> None:
    ends_us = world.clock.now_us + 10 * SECOND_US
    given = world.grant("ada", "eve", expires_us=ends_us)
    assert sweep(world) == 0
    world.clock.now_us = ends_us
    assert sweep(world) == 1
    assert sweep(world) == 0
    (event,) = expiries(world)
    assert (event.kind, event.grant_id, event.actor, event.at_us) == (
        GRANT_EXPIRED,
        given.grant_id,
        world.people["eve"],
        ends_us,
    )


def test_a_block_that_ends_is_told(world: World) -> None:
    ends_us = world.clock.now_us + SECOND_US
    blocked = BlockActorRequest("block", world.people["ada"], world.people["eve"], ends_us)
    world.run(block_actor, world.app(), blocked)
    world.clock.now_us = ends_us
    sweep(world)
    assert [(row.kind, row.actor) for row in expiries(world)] == [(BLOCK_EXPIRED, world.people["eve"])]


def test_a_grant_is_told_to_be_expiring_once_three_days_ahead_and_to_be_expired_at_its_end(world: World) -> None:
    ends_us = world.clock.now_us + 2 * EXPIRY_LEAD_US
    given = world.grant("ada", "eve", expires_us=ends_us)
    for now_us in (ends_us - EXPIRY_LEAD_US - 1, ends_us - EXPIRY_LEAD_US, ends_us - 1, ends_us):
        world.clock.now_us = now_us
        sweep(world)
        sweep(world)
    told = [(row.kind, row.grant_id, row.at_us, row.due_us) for row in expiries(world)]
    assert told == [
        (GRANT_EXPIRING, given.grant_id, ends_us - EXPIRY_LEAD_US, ends_us),
        (GRANT_EXPIRED, given.grant_id, ends_us, ends_us),
    ]


def test_a_grant_given_for_less_than_the_lead_is_not_told_to_be_expiring(world: World) -> None:
    world.grant("ada", "eve", expires_us=world.clock.now_us + EXPIRY_LEAD_US)
    world.clock.now_us += 1
    assert sweep(world) == 0


def test_a_grant_that_ended_while_nobody_swept_is_not_told_to_be_expiring(world: World) -> None:
    world.grant("ada", "eve", expires_us=world.clock.now_us + 2 * EXPIRY_LEAD_US)
    world.clock.now_us += 3 * EXPIRY_LEAD_US
    sweep(world)
    assert [row.kind for row in expiries(world)] == [GRANT_EXPIRED]


def test_a_grant_that_was_replaced_before_it_ended_is_not_told(world: World) -> None:
    world.grant("ada", "eve", expires_us=world.clock.now_us + SECOND_US)
    world.grant("ada", "eve")
    world.clock.now_us += 2 * SECOND_US
    assert sweep(world) == 0


def test_a_sweep_with_nothing_to_tell_writes_nothing(world: World) -> None:
    before = revision(world)
    assert sweep(world) == 0
    assert revision(world) == before


def test_events_are_forgotten_after_seven_days(world: World) -> None:
    world.clock.now_us += EVENTS_KEPT_US - 1
    sweep(world)
    with world.store.read() as snapshot:
        assert snapshot.events.after(START, 1)
    world.clock.now_us += 1
    sweep(world)
    with world.store.read() as snapshot:
        assert not snapshot.events.after(START, 1)
        assert snapshot.events.forgotten_revision() > 0
