"""GroupService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_client.pb.cameo.v1.group_service_pb2_grpc import GroupServiceServicer
from cameo_service.rpc import group_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.usecases.consent.grant_group import GrantGroup
from cameo_service.usecases.consent.list_groups import ListGroups
from cameo_service.usecases.consent.put_in_group import PutInGroup
from cameo_service.usecases.consent.remove_from_group import RemoveFromGroup
from cameo_service.usecases.consent.revoke_group import RevokeGroup


@dataclass(frozen=True, slots=True)
class GroupUseCases:
    """One for each method."""

    put_in_group: PutInGroup
    remove_from_group: RemoveFromGroup
    grant_group: GrantGroup
    revoke_group: RevokeGroup
    list_groups: ListGroups


class GroupServicer(GroupServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: GroupUseCases) -> None:
        self._use_cases = use_cases

    def PutInGroup(self, request: pb.PutInGroupRequest, call: Call) -> pb.PutInGroupResponse:
        """A new member."""
        reply = self._use_cases.put_in_group(call.caller, convert.put_from(request))
        return pb.PutInGroupResponse(group_id=str(reply.group), revision=reply.token)

    def RemoveFromGroup(self, request: pb.RemoveFromGroupRequest, call: Call) -> pb.RemoveFromGroupResponse:
        """The end of a membership."""
        reply = self._use_cases.remove_from_group(call.caller, convert.remove_from(request))
        return pb.RemoveFromGroupResponse(revision=reply.token)

    def GrantGroup(self, request: pb.GrantGroupRequest, call: Call) -> pb.GrantGroupResponse:
        """A grant for all of a group."""
        reply = self._use_cases.grant_group(call.caller, convert.grant_from(request))
        return pb.GrantGroupResponse(grant_id=str(reply.grant_id), revision=reply.token)

    def RevokeGroup(self, request: pb.RevokeGroupRequest, call: Call) -> pb.RevokeGroupResponse:
        """The end of a group's grants."""
        return convert.revoked_to(self._use_cases.revoke_group(call.caller, convert.revoke_from(request)))

    def ListGroups(self, request: pb.ListGroupsRequest, call: Call) -> pb.ListGroupsResponse:
        """Every group."""
        return convert.listed_to(self._use_cases.list_groups(call.caller, convert.list_from(request)))
