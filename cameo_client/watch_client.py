"""Keeps a render guard fresh: a snapshot, then a watch, again and again for as long as renders run.

Decides nothing: whatever goes wrong here only lets the guard's lease run out, and then nothing may be rendered.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import randbelow
from threading import Event, Thread

from cameo_client.connection import Connection
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.render_client import RenderClient
from cameo_client.render_guard import RenderGuard
from cameo_client.revocation_client import RevocationClient, RevocationStream
from cameo_client.revocation_replica import LEASE_S, RevocationReplica
from cameo_client.verification_key_cache import VerificationKeyCache

LOG = logging.getLogger(__name__)

LOST_PLACE = frozenset({"CURSOR_MALFORMED", "CURSOR_TOO_OLD", "CURSOR_FROM_THE_FUTURE", "OTHER_INCARNATION"})
"""Reasons after which only a snapshot helps."""
STALE_EVERY_S = 0.25
"""How often the lease is looked at: what a stopped render may overrun its lease by."""
RETRY_S = 1.0
"""The longest wait before watching again; drawn anew each time, so that a thousand renderers do not come at once."""


class MissingEventsError(Exception):
    """An answer does not follow the one before: something between them was not told."""


class RevocationWatch:
    """Two threads of its own: one listens, one looks at the lease. Starts when made, ends with `close`.

    Args:
        client: where revocations are told.
        guard: is kept fresh.
        monotonic_s: this machine's monotonic clock, the same the guard's replica has.
        jitter: a number in 0..1, drawn for each retry.
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
        self._stream: RevocationStream | None = None
        self._opened_s = 0.0
        self._cursor: str | None = None
        self._threads = [
            Thread(target=target, name=name, daemon=True)
            for target, name in ((self._listen, "revocation-watch"), (self._look, "revocation-lease"))
        ]
        for thread in self._threads:
            thread.start()

    def wait_until_fresh(self, timeout_s: float) -> bool:
        """Waits for the first checkpoint; False when it did not come in time."""
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
                if not self._closing.is_set():
                    LOG.warning("revocations are not heard: %s", error)
                if error.reason in LOST_PLACE:
                    self._cursor = None
            except MissingEventsError:
                LOG.exception("revocations were missed; reading all of them")
                self._cursor = None
            self._closing.wait(self._jitter() * RETRY_S)

    def _snapshot(self) -> str | None:
        """Reads every floor; returns where to watch from."""
        cursor = None
        for page in self._client.snapshot_revocations():
            if cursor is None:
                self._guard.follow(page.deployment, page.incarnation)
            self._guard.apply((floor.scope, floor.epoch) for floor in page.floors)
            cursor = page.cursor
        return cursor

    def _follow(self, cursor: str | None) -> None:
        if cursor is None:
            return
        self._opened_s = self._monotonic_s()
        self._stream = self._client.watch_revocations(cursor)
        if self._closing.is_set():
            self._cancel()
        for answer in self._stream:
            self._take(answer)

    def _take(self, answer: pb.WatchRevocationsResponse) -> None:
        """Floors first: a checkpoint vouches for everything before it."""
        if answer.follows_cursor != self._cursor:
            raise MissingEventsError
        self._guard.apply((floor.scope, floor.epoch) for floor in answer.floors)
        self._cursor = answer.cursor
        self._guard.checkpoint(self._opened_s + answer.checked_after_open.ToMicroseconds() / 1e6)
        self._fresh.set()

    def _look(self) -> None:
        while not self._closing.wait(STALE_EVERY_S):
            # A connection that hangs, half open, never ends by itself.
            if self._guard.stop_if_stale() and self._monotonic_s() - self._opened_s > LEASE_S:
                self._cancel()

    def _cancel(self) -> None:
        if self._stream is not None:
            self._stream.cancel()


@contextmanager
def guarded_renders(service_id: str, checks: Connection, watch: Connection) -> Iterator[RenderGuard]:
    """A guard that is kept fresh while the block runs.

    Args:
        service_id: who this workload is, as the service knows it.
        checks: the port of unary calls.
        watch: the port of watches.

    Raises:
        TimeoutError: no revocations were heard of within the watch connection's timeout.
    """
    keys = VerificationKeyCache(RenderClient(checks).verification_keys, time.monotonic)
    replica = RevocationReplica(time.monotonic)
    guard = RenderGuard(service_id, keys, replica, lambda: time.time_ns() // 1000)
    listening = RevocationWatch(RevocationClient(watch), guard, time.monotonic, lambda: randbelow(1000) / 1000)
    try:
        if not listening.wait_until_fresh(watch.timeout_s):
            raise TimeoutError("no revocations were heard of: is the watch port reachable?")
        yield guard
    finally:
        listening.close()
