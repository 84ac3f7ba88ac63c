import asyncio

import pytest

from cameo_service.usecases.acting.errors import ServiceStoppingError
from cameo_service.usecases.ports.events import Position
from cameo_service.watch.floors import Floors
from cameo_service.watch.hub import MOST_MISSED, MOST_WAITING, TURN_S, TURNS, Hub, Told, Watcher, WatcherTooSlowError


def ignore() -> None:
    """Nothing is being written here."""


def told(watcher: Watcher) -> Told:
    return asyncio.run(watcher.told())


def whole_round(hub: Hub) -> None:
    for _ in range(TURNS):
        hub.turn()


def test_a_watcher_hears_a_floor_while_it_waits() -> None:
    async def listen() -> Told:
        hub = Hub()
        watcher = hub.join("studio", ignore)
        waiting = asyncio.create_task(watcher.told())
        await asyncio.sleep(0)
        assert not waiting.done()
        hub.publish(Floors({b"a": 1}), Position(1, 0), 5.0)
        return await waiting

    assert asyncio.run(listen()) == Told({b"a": 1}, Position(1, 0), 5.0)


def test_every_watcher_gets_one_checkpoint_a_round() -> None:
    async def listen() -> list[int]:
        hub = Hub()
        watchers = [hub.join("studio", ignore) for _ in range(3 * TURNS)]
        waiting = [asyncio.create_task(watcher.told()) for watcher in watchers]
        await asyncio.sleep(0)
        done = []
        for _ in range(TURNS):
            hub.turn()
            await asyncio.sleep(0)
            done.append(sum(task.done() for task in waiting))
        assert all(task.result().floors == {} for task in waiting)
        return done

    assert asyncio.run(listen()) == [3 * turn for turn in range(1, TURNS + 1)]


def test_a_round_is_shorter_than_the_second_that_was_promised() -> None:
    assert TURNS * TURN_S <= 0.9


def test_a_checkpoint_that_came_while_an_answer_was_written_is_told_next() -> None:
    hub = Hub()
    watcher = hub.join("studio", ignore)
    whole_round(hub)
    hub.publish(Floors({}), Position(4, 0), 7.0)
    assert told(watcher) == Told({}, Position(4, 0), 7.0)


def test_floors_that_wait_are_told_together_the_newest_of_each() -> None:
    hub = Hub()
    watcher = hub.join("studio", ignore)
    first = {b"a": 1}
    hub.publish(Floors(first), Position(1, 0), 1.0)
    hub.publish(Floors({b"a": 2}), Position(2, 0), 1.0)
    hub.publish(Floors({b"b": 1}), Position(3, 0), 2.0)
    assert told(watcher) == Told({b"a": 2, b"b": 1}, Position(3, 0), 2.0)
    assert first == {b"a": 1}


def test_a_watcher_that_does_not_read_loses_its_stream_and_no_other_does() -> None:
    hub = Hub()
    slow, quick = hub.join("studio", ignore), hub.join("studio", ignore)
    for number in range(MOST_WAITING + 1):
        hub.publish(Floors({number.to_bytes(4, "big"): 1}), Position(number, 0), 1.0)
        if number == MOST_WAITING // 2:
            told(quick)
    with pytest.raises(WatcherTooSlowError):
        told(slow)
    assert told(quick).floors


def test_a_watcher_stuck_in_one_answer_is_interrupted_and_one_that_reads_is_not() -> None:
    hub = Hub()
    cancelled: list[str] = []
    stuck, reads = (
        hub.join("studio", lambda: cancelled.append("stuck")),
        hub.join("studio", lambda: cancelled.append("reads")),
    )
    for _ in range(MOST_MISSED):
        whole_round(hub)
        told(reads)
    assert not cancelled
    whole_round(hub)
    assert cancelled == ["stuck"]
    with pytest.raises(WatcherTooSlowError):
        told(stuck)


def test_a_watcher_that_left_gets_nothing_and_is_not_kept() -> None:
    hub = Hub()
    cancelled: list[str] = []
    watcher = hub.join("studio", lambda: cancelled.append("left"))
    hub.leave(watcher)
    hub.leave(watcher)
    hub.publish(Floors({b"a": 1}), Position(1, 0), 1.0)
    for _ in range(2 * MOST_MISSED):
        whole_round(hub)
    assert not cancelled
    watcher.remind()
    assert told(watcher).floors == {}


def test_at_the_end_a_watcher_hears_what_waits_for_it_and_then_that_the_service_stops() -> None:
    async def listen() -> Told:
        hub = Hub()
        watcher = hub.join("studio", ignore)
        hub.publish(Floors({b"a": 1}), Position(1, 0), 5.0)
        hub.end()
        last = await watcher.told()
        with pytest.raises(ServiceStoppingError):
            await watcher.told()
        return last

    assert asyncio.run(listen()).floors == {b"a": 1}


def test_a_watcher_that_waits_is_woken_by_the_end() -> None:
    async def listen() -> None:
        hub = Hub()
        waiting = asyncio.create_task(hub.join("studio", ignore).told())
        await asyncio.sleep(0)
        hub.end()
        with pytest.raises(ServiceStoppingError):
            await waiting

    asyncio.run(listen())
