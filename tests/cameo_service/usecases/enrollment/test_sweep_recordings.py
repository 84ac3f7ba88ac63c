"""Remembered recordings are forgotten after a year, whether or not anybody records."""

import pytest

from cameo_service.usecases.enrollment.replay import FORGOTTEN_AT_ONCE, REMEMBERED_US, SweepRecordings
from cameo_service.usecases.ports.store import Store
from tests.cameo_service.usecases.world import World
from tests.contracts.replay_contract import seen
from tests.contracts.store_rows import NOW_US, with_people


@pytest.fixture
def world() -> World:
    world = World()
    with_people(world.store)
    return world


def remember(store: Store, *times_us: int) -> None:
    with store.write() as transaction:
        for number, seen_us in enumerate(times_us):
            transaction.recordings.remember(seen(number, 10, seen_us=seen_us))


def remembered(store: Store) -> int:
    with store.write() as transaction:
        return len(transaction.recordings.like(b"", (10,), 1000))


def test_a_recording_is_remembered_for_a_year_and_no_longer(world: World) -> None:
    remember(world.store, NOW_US, NOW_US + 1)
    sweep = SweepRecordings(world.store, world.clock)
    world.clock.now_us = NOW_US + REMEMBERED_US
    assert sweep() == 0
    world.clock.now_us += 1
    assert sweep() == 1
    assert sweep() == 0
    assert remembered(world.store) == 1


def test_many_are_forgotten_a_few_at_a_time(world: World) -> None:
    remember(world.store, *[NOW_US] * (FORGOTTEN_AT_ONCE + 1))
    world.clock.now_us = NOW_US + REMEMBERED_US + 1
    sweep = SweepRecordings(world.store, world.clock)
    assert [sweep(), sweep(), sweep()] == [FORGOTTEN_AT_ONCE, 1, 0]
