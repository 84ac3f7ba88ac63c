"""Removal requests of people who have no account. For app backends, and for operators who answer them.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import removal_service_pb2 as pb
from cameo_client.pb.cameo.v1.removal_service_pb2_grpc import RemovalServiceStub


class RemovalClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = RemovalServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def file_removal(self, request: pb.FileRemovalRequest) -> pb.FileRemovalResponse:
        """Passes a request of the public on."""
        return self._connection.unary(self._stub.FileRemoval, request, pb.FileRemovalResponse)

    def list_removals(self, request: pb.ListRemovalsRequest) -> pb.ListRemovalsResponse:
        """What an operator has to answer."""
        return self._connection.unary(self._stub.ListRemovals, request, pb.ListRemovalsResponse)

    def order_removal(self, request: pb.OrderRemovalRequest) -> pb.OrderRemovalResponse:
        """Orders every known copy deleted."""
        return self._connection.unary(self._stub.OrderRemoval, request, pb.OrderRemovalResponse)

    def refuse_removal(self, request: pb.RefuseRemovalRequest) -> pb.RefuseRemovalResponse:
        """Closes a request without an order."""
        return self._connection.unary(self._stub.RefuseRemoval, request, pb.RefuseRemovalResponse)
