"""People who act for an owner. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import delegation_service_pb2 as pb
from cameo_client.pb.cameo.v1.delegation_service_pb2_grpc import DelegationServiceStub


class DelegationClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = DelegationServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def name_delegate(self, request: pb.NameDelegateRequest) -> pb.NameDelegateResponse:
        """Names somebody who acts for the acting person."""
        return self._connection.unary(self._stub.NameDelegate, request, pb.NameDelegateResponse)

    def end_delegation(self, request: pb.EndDelegationRequest) -> pb.EndDelegationResponse:
        """Ends that."""
        return self._connection.unary(self._stub.EndDelegation, request, pb.EndDelegationResponse)

    def list_delegations(self, request: pb.ListDelegationsRequest) -> pb.ListDelegationsResponse:
        """Who acts for an owner."""
        return self._connection.unary(self._stub.ListDelegations, request, pb.ListDelegationsResponse)
