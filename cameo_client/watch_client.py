"""Keeps a render guard fresh: reads a snapshot of revocations, then watches for new ones, until it is closed.

Decides nothing. If anything goes wrong here, the guard's lease runs out, and then nothing may be rendered.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import randbelow
from threading import Event, Thread

from cameo_client.connection import Connection, Replies
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.render_guard import RenderGuard
from cameo_client.revocation_replica import REPLICA_LEASE_S, RevocationReplica
from cameo_client.services.render import RenderClient
from cameo_client.services.revocation import RevocationClient
from cameo_client.verification_key import fetch_verification_keys
from cameo_client.verification_key_cache import VerificationKeyCache

LOG = logging.getLogger(__name__)

LOST_PLACE = frozenset({"CURSOR_MALFORMED", "CURSOR_TOO_OLD", "CURSOR_FROM_THE_FUTURE", "OTHER_INCARNATION"})
"""Reasons for which the client must read a new snapshot."""
AGED = "STREAM_AGED"
"""How every watch ends after a while: the next one begins where it stopped."""
STALE_CHECK_S = 0.25
"""Time between two looks at the lease: a render may run this much longer than its lease."""
LONGEST_RETRY_S = 1.0
"""Longest wait before the next watch. The wait is drawn anew each time, so that many renderers spread their calls."""


class MissingEventsError(Exception):
    """An answer does not follow the one before it: answers between them were lost."""


class RevocationWatch:
    """Runs two threads: one listens for revocations, one checks the lease. It starts at once and ends with `close`.

    Args:
        client: where revocations are read.
        guard: the guard to keep fresh.
        monotonic_s: this machine's monotonic clock in seconds, the same that the guard's replica has.
        jitter: draws a number from 0 to 1 for each retry.
    """

    def __init__(
        self,
        client: RevocationClient,
        guard: RenderGuard,
        monotonic_s: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._client = client
        self._guard = guard
        self._monotonic_s = monotonic_s
        self._jitter = jitter
        self._closing = Event()
        self._fresh = Event()
        self._stream: Replies[pb.WatchRevocationsResponse] | None = None
        self._opened_s = 0.0
        self._cursor: str | None = None
        self._threads = [
            Thread(target=target, name=name, daemon=True)
            for target, name in ((self._listen, "revocation-watch"), (self._look, "revocation-lease"))
        ]
        for thread in self._threads:
            thread.start()

    def wait_until_fresh(self, timeout_s: float) -> bool:
        """Waits for the first checkpoint. Returns False if it did not come in time."""
        return self._fresh.wait(timeout_s)

    def close(self) -> None:
        """Stops listening. The guard's lease runs out on its own."""
        self._closing.set()
        self._cancel()
        for thread in self._threads:
            thread.join()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                if self._cursor is None:
                    self._cursor = self._snapshot()
                self._follow(self._cursor)
            except RefusedError as error:
                if not self._closing.is_set() and error.reason != AGED:
                    LOG.warning("cannot read revocations: %s", error)
                if error.reason in LOST_PLACE:
                    self._cursor = None
            except MissingEventsError:
                LOG.exception("revocations were missed; reading a new snapshot")
                self._cursor = None
            self._closing.wait(self._jitter() * LONGEST_RETRY_S)

    def _snapshot(self) -> str | None:
        """Reads every floor. Returns the cursor to watch from."""
        cursor = None
        for page in self._client.snapshot_revocations(pb.SnapshotRevocationsRequest()):
            if cursor is None:
                self._guard.follow(page.deployment, page.incarnation)
            self._guard.apply((floor.scope, floor.epoch) for floor in page.floors)
            cursor = page.cursor
        return cursor

    def _follow(self, cursor: str | None) -> None:
        if cursor is None:
            return
        self._opened_s = self._monotonic_s()
        self._stream = self._client.watch_revocations(pb.WatchRevocationsRequest(cursor=cursor))
        if self._closing.is_set():
            self._cancel()
        for answer in self._stream:
            self._take(answer)

    def _take(self, answer: pb.WatchRevocationsResponse) -> None:
        """Applies floors first: a checkpoint says that everything before it was applied."""
        if answer.follows_cursor != self._cursor:
            raise MissingEventsError
        self._guard.apply((floor.scope, floor.epoch) for floor in answer.floors)
        self._cursor = answer.cursor
        self._guard.checkpoint(self._opened_s + answer.checked_after_open.ToMicroseconds() / 1e6)
        self._fresh.set()

    def _look(self) -> None:
        while not self._closing.wait(STALE_CHECK_S):
            # A half-open connection hangs and never ends by itself.
            if self._guard.stop_if_stale() and self._monotonic_s() - self._opened_s > REPLICA_LEASE_S:
                self._cancel()

    def _cancel(self) -> None:
        if self._stream is not None:
            self._stream.cancel()


@contextmanager
def guarded_renders(service_id: str, checks: Connection, watch: Connection) -> Iterator[RenderGuard]:
    """A guard that is kept fresh while the block runs.

    Args:
        service_id: this workload's id, as the consent service knows it.
        checks: a connection to the port of unary calls.
        watch: a connection to the port of watches. Its timeout bounds the wait for the first checkpoint.

    Raises:
        TimeoutError: no checkpoint came in time.
    """
    render = RenderClient(checks)
    keys = VerificationKeyCache(lambda: fetch_verification_keys(render), time.monotonic)
    replica = RevocationReplica(time.monotonic)
    guard = RenderGuard(service_id, keys, replica, lambda: time.time_ns() // 1000)
    listening = RevocationWatch(RevocationClient(watch), guard, time.monotonic, lambda: randbelow(1000) / 1000)
    try:
        if not listening.wait_until_fresh(watch.timeout_s):
            raise TimeoutError("no checkpoint of revocations came in time: check that the watch port can be reached")
        yield guard
    finally:
        listening.close()
