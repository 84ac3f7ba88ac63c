"""Threads are shared by turns: a caller with many calls keeps no other waiting for all of them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from cameo_service.rpc.front.errors import TooManyCallsError
from cameo_service.rpc.front.lane import WAITING_PER_THREAD, Lane

LONG_S = 60


@contextmanager
def a_lane() -> Iterator[tuple[Lane, Event]]:
    """A lane of one thread, and what lets its first work go."""
    lane, may_go = Lane("test", 1), Event()
    yield lane, may_go
    may_go.set()
    lane.close()


async def held(lane: Lane, may_go: Event, caller: str) -> "asyncio.Task[bool]":
    """Takes the one thread."""
    is_held = Event()

    def hold() -> bool:
        is_held.set()
        return may_go.wait(LONG_S)

    holding = asyncio.ensure_future(lane.run(hold, caller))
    assert await asyncio.to_thread(is_held.wait, LONG_S)
    return holding


def noting(ran: list[str], name: str) -> Callable[[], None]:
    return lambda: ran.append(name)


def test_callers_take_turns() -> None:
    async def story(lane: Lane, may_go: Event) -> list[str]:
        ran: list[str] = []
        await held(lane, may_go, "flood")
        works = [asyncio.ensure_future(lane.run(noting(ran, f"flood {n}"), "flood")) for n in range(40)]
        await asyncio.sleep(0)
        works.append(asyncio.ensure_future(lane.run(noting(ran, "other"), "other")))
        await asyncio.sleep(0)
        may_go.set()
        await asyncio.gather(*works)
        return ran

    with a_lane() as (lane, may_go):
        assert asyncio.run(story(lane, may_go)).index("other") <= 1


def test_a_full_lane_refuses_the_newest_of_the_caller_with_the_most_and_takes_the_other() -> None:
    async def story(lane: Lane, may_go: Event) -> tuple[list[object], object]:
        await held(lane, may_go, "flood")
        flood = [asyncio.ensure_future(lane.run(lambda: "ran", "flood")) for _ in range(WAITING_PER_THREAD)]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(lane.run(lambda: "ran", "other"))
        await asyncio.sleep(0)
        may_go.set()
        return await asyncio.gather(*flood, return_exceptions=True), await other

    with a_lane() as (lane, may_go):
        flood, other = asyncio.run(story(lane, may_go))
    assert other == "ran"
    assert [type(result) for result in flood] == [*[str] * (WAITING_PER_THREAD - 1), TooManyCallsError]


def test_a_call_that_is_cancelled_while_it_waits_never_begins_and_leaves_its_place() -> None:
    async def story(lane: Lane, may_go: Event) -> list[str]:
        ran: list[str] = []
        await held(lane, may_go, "app")
        for _ in range(3):
            gone = [asyncio.ensure_future(lane.run(noting(ran, "gone"), "app")) for _ in range(WAITING_PER_THREAD)]
            await asyncio.sleep(0)
            for call in gone:
                call.cancel()
            await asyncio.gather(*gone, return_exceptions=True)
        kept = [asyncio.ensure_future(lane.run(noting(ran, "kept"), "app")) for _ in range(WAITING_PER_THREAD)]
        await asyncio.sleep(0)
        may_go.set()
        await asyncio.gather(*kept)
        return ran

    with a_lane() as (lane, may_go):
        assert asyncio.run(story(lane, may_go)) == ["kept"] * WAITING_PER_THREAD


def test_what_work_raises_reaches_who_waits_for_it() -> None:
    def broken() -> None:
        raise KeyError("x")

    async def story(lane: Lane) -> int:
        with pytest.raises(KeyError):
            await lane.run(broken, "app")
        return await lane.run(lambda: 7, "app")

    with a_lane() as (lane, _):
        assert asyncio.run(story(lane)) == 7
