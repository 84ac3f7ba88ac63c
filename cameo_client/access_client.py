"""Asking people whether one may render them, and their answers. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import access_service_pb2 as pb
from cameo_client.pb.cameo.v1.access_service_pb2_grpc import AccessServiceStub


class AccessClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = AccessServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def request_access(self, request: pb.RequestAccessRequest) -> pb.RequestAccessResponse:
        """Asks somebody for access, on behalf of the acting person."""
        return self._connection.unary(self._stub.RequestAccess, request, pb.RequestAccessResponse)

    def list_access_requests(self, request: pb.ListAccessRequestsRequest) -> pb.ListAccessRequestsResponse:
        """Who waits for an owner's answer."""
        return self._connection.unary(self._stub.ListAccessRequests, request, pb.ListAccessRequestsResponse)

    def approve_access(self, request: pb.ApproveAccessRequest) -> pb.ApproveAccessResponse:
        """Grants what was asked."""
        return self._connection.unary(self._stub.ApproveAccess, request, pb.ApproveAccessResponse)

    def deny_access(self, request: pb.DenyAccessRequest) -> pb.DenyAccessResponse:
        """Ends a request without a grant."""
        return self._connection.unary(self._stub.DenyAccess, request, pb.DenyAccessResponse)

    def list_usable_likenesses(self, request: pb.ListUsableLikenessesRequest) -> pb.ListUsableLikenessesResponse:
        """Whom the acting person may render now."""
        return self._connection.unary(self._stub.ListUsableLikenesses, request, pb.ListUsableLikenessesResponse)
