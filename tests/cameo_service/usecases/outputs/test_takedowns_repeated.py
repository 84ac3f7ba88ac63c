import pytest

from cameo_service.usecases.outputs.takedowns import AcknowledgeTakedownRequest, RetellTakedowns, acknowledge_takedown
from cameo_service.usecases.ports.events import START, TAKEDOWN_DUE, TAKEDOWN_OVERDUE, EventRow
from consent.takedown import RETELLING, TAKEDOWN_DUE_US, Retelling, StopEffect
from tests.cameo_service.usecases.render.test_commit import PROMPT, leased
from tests.cameo_service.usecases.world import SECOND_US, World


@pytest.fixture
def ordered(world: World) -> World:
    """Ada ordered a draft of Bob's hidden."""
    world.committed(leased(world), PROMPT)
    world.revoked("ada", "bob", StopEffect.HIDE_DRAFTS)
    return world


def retell(world: World, schedule: Retelling = RETELLING) -> int:
    return RetellTakedowns(world.store, world.clock, schedule)()


def events(world: World, *kinds: str) -> list[EventRow]:
    with world.store.read() as snapshot:
        return [row for row in snapshot.events.after(START, 1000) if row.kind in kinds]


def acknowledge(world: World) -> None:
    (order,) = events(world, "taken_down")
    assert order.takedown_id is not None
    world.run(acknowledge_takedown, world.app(), AcknowledgeTakedownRequest("done", order.takedown_id))


def test_an_order_is_told_again_after_a_minute_and_not_twice(ordered: World) -> None:
    assert retell(ordered) == 0
    ordered.clock.now_us += 60 * SECOND_US
    assert retell(ordered) == 1
    assert retell(ordered) == 0
    (order,), (told,) = events(ordered, "taken_down"), events(ordered, TAKEDOWN_DUE)
    assert (told.takedown_id, told.output_sha256) == (order.takedown_id, order.output_sha256)
    assert told.due_us == order.at_us + TAKEDOWN_DUE_US
    assert told.actor == ordered.people["bob"]


def test_the_pauses_are_those_of_the_schedule(ordered: World) -> None:
    ordered.clock.now_us += 60 * SECOND_US
    schedule, began_us, told_us = Retelling((60 * SECOND_US, 70 * SECOND_US), 20 * SECOND_US), ordered.clock.now_us, []
    for second in range(45):
        ordered.clock.now_us = began_us + second * SECOND_US
        if retell(ordered, schedule):
            told_us.append(second)
    assert told_us == [0, 10, 30]


def test_it_is_overdue_from_the_moment_it_is_due(ordered: World) -> None:
    (order,) = events(ordered, "taken_down")
    for now_us in (order.at_us + TAKEDOWN_DUE_US - 1, order.at_us + TAKEDOWN_DUE_US):
        ordered.clock.now_us = now_us
        retell(ordered)
    assert [row.kind for row in events(ordered, TAKEDOWN_DUE, TAKEDOWN_OVERDUE)] == [TAKEDOWN_DUE, TAKEDOWN_OVERDUE]


def test_nothing_that_was_acknowledged_is_told_again(ordered: World) -> None:
    acknowledge(ordered)
    ordered.clock.now_us += 2 * TAKEDOWN_DUE_US
    assert retell(ordered) == 0


def test_one_that_was_missed_for_days_is_told_once(ordered: World) -> None:
    ordered.clock.now_us += 2 * TAKEDOWN_DUE_US
    assert [retell(ordered) for _ in range(3)] == [1, 0, 0]


def test_nothing_to_tell_writes_nothing(ordered: World) -> None:
    with ordered.store.read() as snapshot:
        before = snapshot.revision()
    retell(ordered)
    with ordered.store.read() as snapshot:
        assert snapshot.revision() == before
