"""RevocationService over the feed, on an event loop. Converts and paces; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

import asyncio
from collections.abc import Callable, Mapping
from math import floor

import grpc

from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.pb.cameo.v1.revocation_service_pb2_grpc import (
    RevocationServiceServicer,
    add_RevocationServiceServicer_to_server,
)
from cameo_service.rpc.aio_server import AddAioServices
from cameo_service.rpc.call import Call
from cameo_service.rpc.errors import FieldMissingError
from cameo_service.watch.feed import RevocationFeed
from cameo_service.watch.hub import Told, Watcher, WatcherTooSlowError

CHECKPOINT_S = 0.8
"""The longest silence of a watch; the contract promises a second."""
STUCK_S = 10.0
"""How long one answer may take to be accepted by the transport before the watcher counts as too slow."""


class RevocationServicer(RevocationServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, feed: RevocationFeed, monotonic_s: Callable[[], float]) -> None:
        self._feed = feed
        self._monotonic_s = monotonic_s

    async def WatchRevocations(self, request: pb.WatchRevocationsRequest, call: Call) -> None:
        """Floors as they rise, for as long as somebody listens."""
        if not request.cursor:
            raise FieldMissingError("cursor")
        opened_s = self._monotonic_s()
        watcher, missed = self._feed.join(request.cursor)
        try:
            stream = _Stream(call, self._feed, opened_s, request.cursor)
            for told in missed:
                await stream.tell(told)
            await stream.follow(watcher)
        finally:
            self._feed.hub.leave(watcher)

    async def SnapshotRevocations(self, request: pb.SnapshotRevocationsRequest, call: Call) -> None:
        """Every floor, read page by page on other threads."""
        del request  # asks for nothing in particular
        deployment = self._feed.deployment
        pages = self._feed.snapshot()
        while (page := await asyncio.to_thread(next, pages, None)) is not None:
            cursor, floors = page
            answer = pb.SnapshotRevocationsResponse(
                floors=_floors(floors),
                cursor=cursor,
                deployment=deployment.deployment_id,
                incarnation=deployment.incarnation,
            )
            await call.write(answer)


def revocation_service(revocations: RevocationServicer) -> AddAioServices:
    """For the port of watches."""

    def add(server: grpc.aio.Server) -> None:
        add_RevocationServiceServicer_to_server(revocations, server)  # type: ignore[no-untyped-call]  # generated

    return add


class _Stream:
    """One watch: what was told last, and what comes next."""

    def __init__(self, call: Call, feed: RevocationFeed, opened_s: float, cursor: str) -> None:
        self._call = call
        self._feed = feed
        self._opened_s = opened_s
        self._cursor = cursor

    async def follow(self, watcher: Watcher) -> None:
        """Until the stream ends or the watcher is too slow."""
        while True:
            await self.tell(await watcher.told(CHECKPOINT_S))

    async def tell(self, told: Told) -> None:
        """One answer."""
        follows, self._cursor = self._cursor, self._feed.cursor(told.until)
        answer = pb.WatchRevocationsResponse(
            floors=_floors(told.floors),
            cursor=self._cursor,
            follows_cursor=follows,
        )
        # Rounded down, never up: an answer may look older than it is, not younger.
        checked_us = floor((told.checked_s - self._opened_s) * 1e6)
        answer.checked_after_open.FromMicroseconds(checked_us)
        try:
            async with asyncio.timeout(STUCK_S):
                await self._call.write(answer)
        except TimeoutError as error:
            raise WatcherTooSlowError("You do not read: watch again from your last cursor.") from error


def _floors(floors: Mapping[bytes, int]) -> list[pb.EpochFloor]:
    return [pb.EpochFloor(scope=scope, epoch=epoch) for scope, epoch in floors.items()]
