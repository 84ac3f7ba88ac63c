"""A watch ends before its connection does, and says so."""

import asyncio

import pytest

from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import StreamAgedError
from cameo_service.rpc.revocations import RevocationServicer
from cameo_service.usecases.acting.caller import NO_ISSUER, Caller, Role
from tests.cameo_service.watch.outboxes import Watched

STUDIO = Caller("studio", Role.GENERATION, NO_ISSUER, None)


def test_a_watch_that_is_old_tells_what_was_missed_and_ends_with_a_code_of_its_own() -> None:
    async def story() -> list[object]:
        told: list[object] = []

        async def write(answer: object) -> None:
            told.append(answer)

        watched = Watched()
        looking = asyncio.ensure_future(watched.feed.run())
        ((cursor, _floors),) = watched.feed.snapshot("studio")
        servicer = RevocationServicer(watched.feed, lambda: 0.0, lambda: 0.0)
        with pytest.raises(StreamAgedError):
            await servicer.WatchRevocations(
                pb.WatchRevocationsRequest(cursor=cursor), Call("", (), write, acts_for=STUDIO)
            )
        looking.cancel()
        return told

    assert asyncio.run(story())
