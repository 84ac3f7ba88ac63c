"""A lane keeps to few threads while calls end, and takes others as soon as these are held up."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread

import pytest

from cameo_service.rpc.front import lane as lanes
from cameo_service.rpc.front.lane import Lane

LONG_S = 60
THREADS = 4


@contextmanager
def a_lane() -> Iterator[tuple[Lane, Event]]:
    """A lane of four threads, of which one takes calls, and what lets held ones go."""
    lane, may_go = Lane("test", THREADS, at_once=1), Event()
    yield lane, may_go
    may_go.set()
    lane.close()


def never_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(lanes, "HELD_UP_S", LONG_S)


async def names_of(lane: Lane, calls: int) -> set[str]:
    """Of the threads that so many calls ran on."""
    return set(await asyncio.gather(*[lane.run(lambda: current_thread().name, "app") for _ in range(calls)]))


def holding(may_go: Event, begun: Callable[[], None] = lambda: None) -> Callable[[], bool]:
    def hold() -> bool:
        begun()
        return may_go.wait(LONG_S)

    return hold


def naming(may_end: Event) -> Callable[[], str]:
    """Work that names its thread, once it may end."""
    return lambda: current_thread().name if may_end.wait(LONG_S) else ""


def test_one_thread_takes_all_calls_while_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    never_held_up(monkeypatch)
    with a_lane() as (lane, _):
        assert asyncio.run(names_of(lane, 40)) == {"test_0"}


def test_a_call_behind_one_that_is_held_up_is_taken_by_another_thread() -> None:
    async def story(lane: Lane, may_go: Event) -> tuple[set[str], bool]:
        held = asyncio.ensure_future(lane.run(holding(may_go), "app"))
        await asyncio.sleep(0)
        names = await asyncio.wait_for(names_of(lane, 3), LONG_S)
        return names, held.done()

    with a_lane() as (lane, may_go):
        names, is_done = asyncio.run(story(lane, may_go))
    assert "test_0" not in names
    assert not is_done


def test_as_many_calls_are_held_up_at_once_as_there_are_threads() -> None:
    async def story(lane: Lane, may_go: Event) -> bool:
        begun = [Event() for _ in range(THREADS)]
        held = [asyncio.ensure_future(lane.run(holding(may_go, one.set), "app")) for one in begun]
        all_begun = [await asyncio.to_thread(one.wait, LONG_S) for one in begun]
        may_go.set()
        await asyncio.gather(*held)
        return all(all_begun)

    with a_lane() as (lane, may_go):
        assert asyncio.run(story(lane, may_go))


def test_threads_that_were_held_up_leave_the_calls_to_one_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(lane: Lane, may_go: Event) -> set[str]:
        begun = [Event() for _ in range(THREADS)]
        held = [asyncio.ensure_future(lane.run(holding(may_go, one.set), "app")) for one in begun]
        for one in begun:
            assert await asyncio.to_thread(one.wait, LONG_S)
        never_held_up(monkeypatch)
        may_end = Event()
        waiting = asyncio.gather(*[lane.run(naming(may_end), "app") for _ in range(2 * THREADS)])
        await asyncio.sleep(0)
        may_go.set()
        await asyncio.gather(*held)
        may_end.set()
        return set(await waiting)

    with a_lane() as (lane, may_go):
        assert len(asyncio.run(story(lane, may_go))) == 1


def test_a_loop_that_was_closed_takes_no_answer_from_the_next() -> None:
    async def leave(lane: Lane, may_go: Event) -> None:
        begun = Event()
        asyncio.ensure_future(lane.run(holding(may_go, begun.set), "app"))  # noqa: RUF006 - it is left behind
        await asyncio.sleep(0)
        assert await asyncio.to_thread(begun.wait, LONG_S)

    lane, may_go = Lane("test", 1), Event()
    asyncio.run(leave(lane, may_go))
    may_go.set()
    assert asyncio.run(lane.run(lambda: 7, "app")) == 7
    lane.close()


def test_what_waits_is_done_before_the_lane_is_closed() -> None:
    async def story(lane: Lane) -> list[int]:
        works = [asyncio.ensure_future(lane.run(lambda: 7, "app")) for _ in range(20)]
        await asyncio.sleep(0)
        await asyncio.to_thread(lane.close)
        return await asyncio.gather(*works)

    assert asyncio.run(story(Lane("test", THREADS, at_once=1))) == [7] * 20
