"""RevocationService over the feed, on an event loop. Converts; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from math import floor

from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.pb.cameo.v1.revocation_service_pb2_grpc import RevocationServiceServicer
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import FieldMissingError, StreamAgedError, TooManyStreamsError
from cameo_service.watch.feed import RevocationFeed
from cameo_service.watch.hub import Told, WatcherTooSlowError

MOST_SNAPSHOTS = 8
"""Of one service at once: a renderer reads one when it starts, and eight may start together."""
PAGE_S = 10.0
"""Within which a page of a snapshot is taken."""


class RevocationServicer(RevocationServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails.

    Args:
        feed: what rises.
        monotonic_s: the clock that freshness is counted by.
        lasts_s: draws how long one watch lasts, so that watches do not come back all at once.
    """

    def __init__(self, feed: RevocationFeed, monotonic_s: Callable[[], float], lasts_s: Callable[[], float]) -> None:
        self._feed, self._lasts_s = feed, lasts_s
        self._monotonic_s = monotonic_s
        self._snapshots: Counter[str] = Counter()
        self._wording = _Wording(feed)

    async def WatchRevocations(self, request: pb.WatchRevocationsRequest, call: Call) -> None:
        """Floors as they rise, for as long as the watcher listens, until the stream is old."""
        if not request.cursor:
            raise FieldMissingError("cursor")
        opened_s = self._monotonic_s()
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a watch runs in a task of the event loop")
        watcher, missed = self._feed.join(request.cursor, call.caller.service_id, task.cancel)
        stream = _Stream(call, self._wording, opened_s, request.cursor)
        ends_s = opened_s + self._lasts_s()
        try:
            for told in missed:
                await stream.tell(told)
            while self._monotonic_s() < ends_s:
                await stream.tell(await watcher.told())
            raise StreamAgedError("This stream is old: watch again from your last cursor, on a new connection.")
        except asyncio.CancelledError:
            if watcher.is_too_slow:
                raise WatcherTooSlowError("You do not read: watch again from your last cursor.") from None
            raise
        finally:
            self._feed.hub.leave(watcher)

    async def SnapshotRevocations(self, request: pb.SnapshotRevocationsRequest, call: Call) -> None:
        """Every floor, read page by page on other threads. Each snapshot keeps the database's log from shrinking."""
        del request  # asks for nothing in particular
        provider = call.caller.service_id
        if self._snapshots[provider] >= MOST_SNAPSHOTS:
            raise TooManyStreamsError("This service reads enough snapshots at once: wait for one to end.")
        self._snapshots[provider] += 1
        pages = self._feed.snapshot(provider)
        try:
            await self._send(pages, call)
        finally:
            # Where a page is being read just now, its thread lets go of the snapshot when it is done.
            with suppress(ValueError):
                pages.close()
            self._snapshots[provider] -= 1
            if not self._snapshots[provider]:
                del self._snapshots[provider]

    async def _send(self, pages: Iterator[tuple[str, dict[bytes, int]]], call: Call) -> None:
        deployment = self._feed.deployment
        while (page := await asyncio.to_thread(next, pages, None)) is not None:
            cursor, floors = page
            answer = pb.SnapshotRevocationsResponse(
                floors=_floors(floors),
                cursor=cursor,
                deployment=deployment.deployment_id,
                incarnation=deployment.incarnation,
            )
            try:
                await asyncio.wait_for(call.write(answer), PAGE_S)
            except TimeoutError as error:
                raise WatcherTooSlowError("You do not read: ask for a snapshot again.") from error


class _Wording:
    """Answers without their time. A thousand watchers are told the same in a row: the last one is kept."""

    def __init__(self, feed: RevocationFeed) -> None:
        self._feed = feed
        self._told = Told({}, feed.hub.until, 0.0)
        self._answer = pb.WatchRevocationsResponse()

    def of(self, told: Told, follows: str) -> pb.WatchRevocationsResponse:
        """The answer that tells this after that cursor. Not to be changed."""
        last = self._told
        is_same = told.floors is last.floors and told.until == last.until and self._answer.follows_cursor == follows
        if not is_same:
            self._answer = pb.WatchRevocationsResponse(
                floors=_floors(told.floors), cursor=self._feed.cursor(told.until), follows_cursor=follows
            )
            self._told = told
        return self._answer


class _Stream:
    """One watch: what was told last, and what comes next."""

    def __init__(self, call: Call, wording: _Wording, opened_s: float, cursor: str) -> None:
        self._call = call
        self._wording = wording
        self._opened_s = opened_s
        self._cursor = cursor

    async def tell(self, told: Told) -> None:
        """One answer."""
        answer = pb.WatchRevocationsResponse()
        answer.CopyFrom(self._wording.of(told, self._cursor))
        # Rounded down, never up: an answer may look older than it is, not younger.
        checked_us = floor((told.checked_s - self._opened_s) * 1e6)
        answer.checked_after_open.FromMicroseconds(checked_us)
        self._cursor = answer.cursor
        await self._call.write(answer)


def _floors(floors: Mapping[bytes, int]) -> list[pb.EpochFloor]:
    return [pb.EpochFloor(scope=scope, epoch=epoch) for scope, epoch in floors.items()]
