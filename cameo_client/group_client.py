"""Groups of people whom an owner grants access together. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_client.pb.cameo.v1.group_service_pb2_grpc import GroupServiceStub


class GroupClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = GroupServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def put_in_group(self, request: pb.PutInGroupRequest) -> pb.PutInGroupResponse:
        """Puts somebody in a group, which is made when there is none of that name."""
        return self._connection.unary(self._stub.PutInGroup, request, pb.PutInGroupResponse)

    def remove_from_group(self, request: pb.RemoveFromGroupRequest) -> pb.RemoveFromGroupResponse:
        """Takes somebody out of a group."""
        return self._connection.unary(self._stub.RemoveFromGroup, request, pb.RemoveFromGroupResponse)

    def grant_group(self, request: pb.GrantGroupRequest) -> pb.GrantGroupResponse:
        """Lets everybody in a group render the owner."""
        return self._connection.unary(self._stub.GrantGroup, request, pb.GrantGroupResponse)

    def revoke_group(self, request: pb.RevokeGroupRequest) -> pb.RevokeGroupResponse:
        """Takes back what was granted to a group."""
        return self._connection.unary(self._stub.RevokeGroup, request, pb.RevokeGroupResponse)

    def list_groups(self, request: pb.ListGroupsRequest) -> pb.ListGroupsResponse:
        """The groups of an owner."""
        return self._connection.unary(self._stub.ListGroups, request, pb.ListGroupsResponse)
