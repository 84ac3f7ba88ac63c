"""`python -m cameo_service.watch_process`: the process that streams revocations to renderers.

Holds no key and writes nothing. Its settings come as one line of JSON on its standard input. It ends when that input
ends, so it never outlives the process that started it. Prints `ready PORT` when it is ready.
"""

import asyncio
import gc
import logging
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path

from cameo_client.revocation_scope import signing_key_scope
from cameo_service.clock import SystemClock
from cameo_service.core_dumps import forbid_core_dumps
from cameo_service.json_log import write_json_lines
from cameo_service.observing import UNTOLD
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.caller_source import CallerSource, InsecureDevCallers
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ObserveStep, ordered_steps
from cameo_service.rpc.front.tls import TlsFiles
from cameo_service.rpc.revocations import RevocationServicer
from cameo_service.storage.outbox_tail import Told, tail_of
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.ports.history import Deployment
from cameo_service.watch.feed import RevocationFeed
from cameo_service.watch.floors import ENDED
from cameo_service.watch.supervisor import NOTE, READY, WatchSettings

LOG = logging.getLogger("cameo_service.watch")

WATCH_METHOD = "/cameo.v1.RevocationService/WatchRevocations"
MOST_WATCHERS = 5_000
"""Most streams of one process; with 1,000 of them a revocation reaches all within a tenth of a second."""
LARGEST_REQUEST_BYTES = 4096
"""A cursor, with room to spare."""
WATCHES_GRACE_S = 0.5
WAKING_BYTES = 4096
"""Read at once of those that wake; more wake it again."""
WATCH_S, WATCH_SPREAD_S = 1_500, 300
"""How long a watch lasts, and by how much more at most: less than the grace of an old connection."""
RARE_COLLECTIONS = (50_000, 20, 100)
"""Allocations before a collection of the young, then how many of those before one of the older, and the oldest."""


def serve(told: WatchSettings) -> None:
    """Serves until the input ends."""
    clock = SystemClock()
    tail, of_database = tail_of(told.database)
    feed = RevocationFeed(
        tail,
        Deployment(bytes.fromhex(told.deployment_id), told.incarnation),
        clock.monotonic_s,
        {signing_key_scope(kid): ENDED for kid in told.ended_keys},
        lambda until_s: os.pwrite(told.noted, NOTE.pack(until_s), 0),
    )
    loop = ServerLoop()
    servicer = RevocationServicer(feed, clock.monotonic_s, lambda: WATCH_S + secrets.randbelow(WATCH_SPREAD_S))
    server = RpcServer(loop, _settings(told, clock), services(servicer))
    server.start()
    loop.make(lambda: _wake_with(feed, socket.socket(fileno=told.woken)))
    running = [loop.start(feed.run())]
    if of_database is not None:
        running.append(loop.start(_wake_when(of_database, feed)))
    server.tell_health(is_serving=True)
    # A full collection visits every stream and delays all of them; few objects here form cycles.
    gc.freeze()
    gc.set_threshold(*RARE_COLLECTIONS)
    print(READY, server.port, flush=True)  # noqa: T201 - the one line the supervisor waits for
    sys.stdin.read()
    loop.make(feed.end)
    for task in running:
        task.cancel()
    server.stop(WATCHES_GRACE_S)
    loop.close()
    tail.close()


def _settings(told: WatchSettings, clock: SystemClock) -> PortSettings:
    source, limits = _source(told, clock), {WATCH_METHOD: MOST_WATCHERS}
    steps = ordered_steps(lambda: secrets.token_hex(8), LOG, source, NoAssertions(), limits, Meter(clock))
    return PortSettings(
        host=told.host,
        port=told.port,
        threads=1,
        source=source,
        steps=(ObserveStep(UNTOLD, clock), *steps),
        clock=clock,
        tls=TlsFiles.of(told.tls),
        is_shared=told.is_shared,
        largest_request_bytes=LARGEST_REQUEST_BYTES,
    )


def _wake_with(feed: RevocationFeed, woken: socket.socket) -> None:
    """On the event loop: each byte that comes wakes the feed. Many that came together wake it once."""

    def wake() -> None:
        with suppress(BlockingIOError):
            woken.recv(WAKING_BYTES)
        feed.wake()

    asyncio.get_running_loop().add_reader(woken, wake)


async def _wake_when(told: Told, feed: RevocationFeed) -> None:
    """Runs until cancelled: a commit of any service wakes the feed."""
    while True:
        if await told():
            feed.wake()


def _source(told: WatchSettings, clock: SystemClock) -> CallerSource:
    if not told.callers:
        return InsecureDevCallers(LOG)
    # Reading a caller file takes libraries that this process otherwise starts without.
    from cameo_service.rpc.identity.identity import Edges, Identity, no_person  # noqa: PLC0415 - as above
    from cameo_service.rpc.identity.key_sets import fetch  # noqa: PLC0415 - as above

    return Identity(Path(told.callers), Edges(no_person, clock, fetch, LOG))


if __name__ == "__main__":
    forbid_core_dumps()
    write_json_lines("watch")
    serve(WatchSettings.from_line(sys.stdin.readline()))
