import asyncio

import pytest

from cameo_service.usecases.event_ports import Position
from cameo_service.watch.hub import MOST_WAITING, Hub, WatcherTooSlowError


def test_a_watcher_hears_a_floor_at_once_and_a_checkpoint_after_its_wait() -> None:
    async def listen() -> None:
        hub = Hub()
        watcher = hub.join()
        waiting = asyncio.create_task(watcher.told(60))
        await asyncio.sleep(0)
        hub.publish({b"a": 1}, Position(1, 0), 5.0)
        told = await asyncio.wait_for(waiting, 1)
        assert (told.floors, told.until, told.checked_s) == ({b"a": 1}, Position(1, 0), 5.0)
        assert (await watcher.told(0.001)).floors == {}

    asyncio.run(listen())


def test_floors_that_wait_are_told_together_the_newest_of_each() -> None:
    hub = Hub()
    watcher = hub.join()
    for epoch in (1, 2):
        hub.publish({b"a": epoch}, Position(epoch, 0), 1.0)
    hub.publish({b"b": 1}, Position(3, 0), 2.0)
    told = asyncio.run(watcher.told(0))
    assert (told.floors, told.until) == ({b"a": 2, b"b": 1}, Position(3, 0))


def test_a_watcher_that_does_not_read_loses_its_stream_and_no_other_does() -> None:
    hub = Hub()
    slow, quick = hub.join(), hub.join()
    for number in range(MOST_WAITING + 1):
        hub.publish({number.to_bytes(4, "big"): 1}, Position(number, 0), 1.0)
        if number == MOST_WAITING // 2:
            asyncio.run(quick.told(0))
    with pytest.raises(WatcherTooSlowError):
        asyncio.run(slow.told(0))
    assert asyncio.run(quick.told(0)).floors


def test_who_left_is_told_nothing_and_kept_by_nobody() -> None:
    hub = Hub()
    watcher = hub.join()
    hub.leave(watcher)
    hub.leave(watcher)
    hub.publish({b"a": 1}, Position(1, 0), 1.0)
    assert asyncio.run(watcher.told(0.001)).floors == {}
