"""What a person does not want to be shown doing or saying. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_client.pb.cameo.v1.restriction_service_pb2_grpc import RestrictionServiceStub


class RestrictionClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = RestrictionServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def set_restrictions(self, request: pb.SetRestrictionsRequest) -> pb.SetRestrictionsResponse:
        """Replaces a person's restrictions."""
        return self._connection.unary(self._stub.SetRestrictions, request, pb.SetRestrictionsResponse)

    def get_restrictions(self, request: pb.GetRestrictionsRequest) -> pb.GetRestrictionsResponse:
        """A person's restrictions."""
        return self._connection.unary(self._stub.GetRestrictions, request, pb.GetRestrictionsResponse)

    def set_names(self, request: pb.SetNamesRequest) -> pb.SetNamesResponse:
        """Replaces the names a person is known by."""
        return self._connection.unary(self._stub.SetNames, request, pb.SetNamesResponse)

    def get_names(self, request: pb.GetNamesRequest) -> pb.GetNamesResponse:
        """The names a person is known by."""
        return self._connection.unary(self._stub.GetNames, request, pb.GetNamesResponse)
