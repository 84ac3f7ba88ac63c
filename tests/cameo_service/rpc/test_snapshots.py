"""Snapshots of revocations are bounded: so many of one service at once, and none that is not read."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_service.rpc import revocations
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import TooManyStreamsError
from cameo_service.rpc.revocations import MOST_SNAPSHOTS, RevocationServicer
from cameo_service.usecases.acting.caller import NO_ISSUER, Caller, Role
from cameo_service.watch.hub import WatcherTooSlowError
from tests.cameo_service.watch.outboxes import Watched

ASKED = pb.SnapshotRevocationsRequest()


class Readers:
    """Services that read snapshots, and take a page when they are told to."""

    def __init__(self) -> None:
        self._may_take = asyncio.Event()
        self.servicer = RevocationServicer(Watched().feed, lambda: 0.0, lambda: 1.0)

    def read(self, service: str) -> Coroutine[Any, Any, None]:
        call = Call("", write=self._write, acts_for=Caller(service, Role.GENERATION, NO_ISSUER, None))
        return self.servicer.SnapshotRevocations(ASKED, call)

    def take(self) -> None:
        self._may_take.set()

    async def _write(self, page: object) -> None:
        del page
        await self._may_take.wait()


def run(story: Callable[[Readers], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        await story(Readers())

    asyncio.run(told())


async def full(readers: Readers) -> list["asyncio.Task[None]"]:
    """As many snapshots of one service as it may read."""
    reading = [asyncio.create_task(readers.read("studio")) for _ in range(MOST_SNAPSHOTS)]
    await asyncio.sleep(0)
    return reading


def test_one_service_reads_so_many_snapshots_at_once_and_another_its_own() -> None:
    async def story(readers: Readers) -> None:
        reading = await full(readers)
        one_more = asyncio.create_task(readers.read("studio"))
        await asyncio.sleep(0)
        assert one_more.done(), "it reads, and waits for its page to be taken"
        assert isinstance(one_more.exception(), TooManyStreamsError)
        readers.take()
        await readers.read("other")
        await asyncio.gather(*reading)

    run(story)


def test_a_snapshot_that_ended_leaves_its_place() -> None:
    async def story(readers: Readers) -> None:
        reading = await full(readers)
        readers.take()
        await asyncio.gather(*reading)
        await readers.read("studio")

    run(story)


def test_a_page_that_is_not_taken_ends_the_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revocations, "PAGE_S", 0.0)

    async def story(readers: Readers) -> None:
        with pytest.raises(WatcherTooSlowError):
            await readers.read("studio")

    run(story)
