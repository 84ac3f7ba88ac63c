"""`python -m cameo_service.watch_process`: the process that tells renderers what was taken back.

Holds no key and writes nothing. Its settings come as one line of JSON on its input, which also ties it to the process
that started it: when the input ends, so does this. Prints `ready PORT` once it answers.
"""

import asyncio
import gc
import logging
import secrets
import sys
from pathlib import Path

from cameo_client.revocation_scope import signing_key_scope
from cameo_service.clock import SystemClock
from cameo_service.rpc.aio_server import AioRpcServer
from cameo_service.rpc.assertions import NoAssertions
from cameo_service.rpc.caller_source import InsecureDevCallers
from cameo_service.rpc.revocation_servicer import RevocationServicer, revocation_service
from cameo_service.rpc.steps import ordered_steps
from cameo_service.storage.outbox_tail import OutboxTail
from cameo_service.usecases.ports.history import Deployment
from cameo_service.watch.feed import RevocationFeed
from cameo_service.watch.floors import ENDED
from cameo_service.watch.settings import READY, WatchSettings

LOG = logging.getLogger("cameo_service.watch")

WATCH_METHOD = "/cameo.v1.RevocationService/WatchRevocations"
MOST_WATCHERS = 5_000
"""Streams one process carries; with 1,000 of them a revocation reaches all within a tenth of a second."""
GRACE_S = 0.5
RARE_COLLECTIONS = (50_000, 20, 100)
"""Allocations before a collection of the young, then how many of those before one of the older, and the oldest."""


async def serve(settings: WatchSettings) -> None:
    """Until the input ends."""
    clock = SystemClock()
    tail = OutboxTail(Path(settings.database))
    feed = RevocationFeed(
        tail,
        Deployment(bytes.fromhex(settings.deployment_id), settings.incarnation),
        clock.monotonic_s,
        {signing_key_scope(kid): ENDED for kid in settings.ended_keys},
    )
    source = InsecureDevCallers(NoAssertions(), LOG)
    server = AioRpcServer(
        host=settings.host,
        port=settings.port,
        source=source,
        steps=ordered_steps(lambda: secrets.token_hex(8), clock, LOG, source, {WATCH_METHOD: MOST_WATCHERS}),
        add_services=revocation_service(RevocationServicer(feed, clock.monotonic_s)),
    )
    await server.start()
    looking = asyncio.create_task(feed.run())
    # A full collection walks every stream and holds up all of them; hardly anything here is ever in a cycle.
    gc.freeze()
    gc.set_threshold(*RARE_COLLECTIONS)
    print(READY, server.port, flush=True)  # noqa: T201 - the one line the supervisor waits for
    await asyncio.to_thread(sys.stdin.read)
    looking.cancel()
    await server.stop(GRACE_S)
    tail.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s watch %(message)s")
    asyncio.run(serve(WatchSettings.from_line(sys.stdin.readline())))
