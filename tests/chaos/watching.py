"""Renderers that watch one replica each, over its deaths, from the last cursor that they read."""

from threading import Condition, Event, Thread

from cameo_client.connection import Replies, dev_connection
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.services.revocation import RevocationClient
from tests.chaos.replicas import LONG_S, Replica
from tests.e2e import acts


class Watcher:
    """Reads floors until it is closed; never a snapshot again after the first."""

    def __init__(self, replica: Replica) -> None:
        self._replica, self._over, self._changed = replica, Event(), Condition()
        self._floors: dict[bytes, int] = {}
        (page,) = self._client.snapshot_revocations(pb.SnapshotRevocationsRequest())
        self._cursor = page.cursor
        self._stream: Replies[pb.WatchRevocationsResponse] | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait_for(self, scope: bytes, epoch: int) -> None:
        """Until the floor of a scope is so high."""
        with self._changed:
            is_told = self._changed.wait_for(lambda: self._floors.get(scope, 0) >= epoch, LONG_S)
        assert is_told, "a watcher is not told of a revocation"

    def close(self) -> None:
        self._over.set()
        self._replica.is_up.set()
        if self._stream is not None:
            self._stream.cancel()
        self._thread.join(LONG_S)

    @property
    def _client(self) -> RevocationClient:
        return RevocationClient(dev_connection(self._replica.watch.channel, acts.STUDIO, "generation"))

    def _run(self) -> None:
        while not self._over.is_set():
            self._replica.is_up.wait(LONG_S)
            try:
                self._stream = self._client.watch_revocations(pb.WatchRevocationsRequest(cursor=self._cursor))
                for told in self._stream:
                    self._read(told)
            except RefusedError:
                self._over.wait(0.05)

    def _read(self, told: pb.WatchRevocationsResponse) -> None:
        assert told.follows_cursor == self._cursor
        self._cursor = told.cursor
        with self._changed:
            for floor in told.floors:
                self._floors[floor.scope] = max(floor.epoch, self._floors.get(floor.scope, 0))
            self._changed.notify_all()
