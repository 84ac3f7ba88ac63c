"""What was taken back, as it is told. For generation services; `watch_client` keeps a guard fresh with it.

The contract says what each call does and how it fails.
"""

from collections.abc import Iterator
from typing import Any

import grpc

from cameo_client.connection import Connection, refused
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.pb.cameo.v1.revocation_service_pb2_grpc import RevocationServiceStub


class RevocationStream:
    """Answers of one watch. `cancel` ends it from any thread; iterating raises RefusedError when the service does."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __iter__(self) -> Iterator[pb.WatchRevocationsResponse]:
        try:
            yield from self._call
        except grpc.RpcError as error:
            raise refused(error) from error

    def cancel(self) -> None:
        """Ends the call; ending it twice is fine."""
        self._call.cancel()


class RevocationClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = RevocationServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def snapshot_revocations(self) -> Iterator[pb.SnapshotRevocationsResponse]:
        """Every floor, in pages."""
        connection = self._connection
        return connection.stream(self._stub.SnapshotRevocations, pb.SnapshotRevocationsRequest(), connection.timeout_s)

    def watch_revocations(self, cursor: str) -> RevocationStream:
        """Every floor that rises after a cursor, for as long as you iterate."""
        request = pb.WatchRevocationsRequest(cursor=cursor)
        return RevocationStream(self._stub.WatchRevocations(request, metadata=self._connection.metadata))
