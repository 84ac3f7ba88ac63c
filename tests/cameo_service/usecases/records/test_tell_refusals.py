from dataclasses import replace

import pytest

from cameo_service.usecases.ports.activity import REFUSED, ActivityRow
from cameo_service.usecases.ports.events import REFUSED_ATTEMPTS, REFUSED_ATTEMPTS_ALERT, START, EventRow
from cameo_service.usecases.records.events import ALERT_COUNT, REFUSAL_BATCH_US, SETTLED_US, TellRefusals
from tests.cameo_service.usecases.world import NOW_US, SECOND_US, World

HOUR_US = 3_600_000_000


@pytest.fixture
def told(world: World) -> World:
    """Everything up to now was told, and an hour has just begun."""
    world.clock.now_us = HOUR_US * (NOW_US // HOUR_US + 2)
    tell(world)
    return world


def tell(world: World) -> int:
    return TellRefusals(world.store, world.clock)()


def refuse(world: World, by: str | None, times: int, reason: str = "no_grant") -> None:
    row = ActivityRow(world.people["ada"], 0, world.clock.now_us, REFUSED, None, "studio", reason, times)
    with world.store.write() as transaction:
        transaction.activity.record(replace(row, actor=world.people[by] if by else None))


def next_batch(world: World) -> list[tuple[str, int | None]]:
    with world.store.read() as snapshot:
        before = snapshot.events.after(START, 1000)
    world.clock.now_us += REFUSAL_BATCH_US
    tell(world)
    with world.store.read() as snapshot:
        events: tuple[EventRow, ...] = snapshot.events.after(START, 1000)[len(before) :]
    names = {subject: name for name, subject in world.people.items()}
    assert {event.owner for event in events} <= {world.people["ada"]}
    assert {event.kind for event in events} <= {REFUSED_ATTEMPTS, REFUSED_ATTEMPTS_ALERT}
    is_alert = [event.kind == REFUSED_ATTEMPTS_ALERT for event in events]
    assert is_alert == [(event.count or 0) >= ALERT_COUNT for event in events]
    return [(names[event.actor] if event.actor else "nobody", event.count) for event in events]


def revision(world: World) -> int:
    with world.store.read() as snapshot:
        return snapshot.revision()


def test_a_batch_says_who_and_how_often_whatever_the_reasons(told: World) -> None:
    refuse(told, "eve", 3)
    refuse(told, "eve", 1, "blocked")
    refuse(told, None, 2)
    assert sorted(next_batch(told)) == [("eve", 4), ("nobody", 2)]
    assert next_batch(told) == []


def test_who_goes_on_is_told_with_the_count_of_the_hour(told: World) -> None:
    refuse(told, "eve", 3)
    assert next_batch(told) == [("eve", 3)]
    refuse(told, "eve", 2)
    assert next_batch(told) == [("eve", 5)]


def test_many_attempts_of_one_requester_are_an_alert(told: World) -> None:
    refuse(told, "eve", ALERT_COUNT - 1)
    refuse(told, "bob", ALERT_COUNT)
    assert sorted(next_batch(told)) == [("bob", ALERT_COUNT), ("eve", ALERT_COUNT - 1)]


def test_nothing_is_told_between_batches(told: World) -> None:
    refuse(told, "eve", 1)
    told.clock.now_us += REFUSAL_BATCH_US - 1
    before = revision(told)
    assert (tell(told), revision(told)) == (0, before)


def test_an_attempt_that_was_not_written_in_time_is_told_with_the_next_batch(told: World) -> None:
    told.clock.now_us += REFUSAL_BATCH_US
    refuse(told, "eve", 1)
    assert tell(told) == 0
    told.clock.now_us += SETTLED_US
    assert next_batch(told) == [("eve", 1)]


def test_the_revision_rises_the_same_whether_anybody_was_refused_or_not(told: World) -> None:
    rises = []
    for attempts in (0, 3, 0):
        if attempts:
            refuse(told, "eve", attempts)
        before = revision(told)
        next_batch(told)
        rises.append(revision(told) - before)
    assert rises == [1, 1, 1]


def test_after_a_long_pause_only_the_last_hour_is_told(told: World) -> None:
    refuse(told, "eve", 3)
    told.clock.now_us += 2 * HOUR_US
    refuse(told, "bob", 1)
    told.clock.now_us += 60 * SECOND_US
    assert next_batch(told) == [("bob", 1)]
