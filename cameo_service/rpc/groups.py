"""GroupService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from collections.abc import Mapping

from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_client.pb.cameo.v1.group_service_pb2_grpc import GroupServiceServicer
from cameo_service.rpc.consent import grant_to
from cameo_service.rpc.conversion import (
    MODALITY,
    USE,
    effect_from,
    micros_from,
    optional_person_from,
    owner_question_from,
    person_from,
)
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent import groups
from consent.group import Group
from consent.identity import SubjectId


class GroupServicer(GroupServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def PutInGroup(self, request: pb.PutInGroupRequest, call: Call) -> pb.PutInGroupResponse:
        """A new member."""
        asked = groups.PutInGroupRequest(request.request_id, request.group, person_from(request, "member"))
        reply = self._writes.run(groups.put_in_group, call.caller, asked)
        return pb.PutInGroupResponse(group_id=str(reply.group), revision=reply.token)

    def RemoveFromGroup(self, request: pb.RemoveFromGroupRequest, call: Call) -> pb.RemoveFromGroupResponse:
        """The end of a membership."""
        owner, member = optional_person_from(request, "owner"), person_from(request, "member")
        asked = groups.RemoveFromGroupRequest(request.request_id, owner, request.group, member)
        reply = self._writes.run(groups.remove_from_group, call.caller, asked)
        return pb.RemoveFromGroupResponse(revision=reply.token)

    def GrantGroup(self, request: pb.GrantGroupRequest, call: Call) -> pb.GrantGroupResponse:
        """A grant for all members."""
        reply = self._writes.run(groups.grant_group, call.caller, _grant_from(request))
        return pb.GrantGroupResponse(grant_id=str(reply.grant_id), revision=reply.token)

    def RevokeGroup(self, request: pb.RevokeGroupRequest, call: Call) -> pb.RevokeGroupResponse:
        """The end of a group's grants."""
        reply = self._writes.run(groups.revoke_group, call.caller, _revoke_from(request))
        ended = [str(grant_id) for grant_id in reply.ended]
        return pb.RevokeGroupResponse(ended_grant_ids=ended, revision=reply.token, ordered_takedowns=reply.takedowns)

    def ListGroups(self, request: pb.ListGroupsRequest, call: Call) -> pb.ListGroupsResponse:
        """Every group."""
        asked = owner_question_from(request)
        reply = self._reads.ask(groups.list_groups, call.caller, asked)
        listed = [group_to(group, reply.handles) for group in reply.groups]
        return pb.ListGroupsResponse(groups=listed, revision=reply.token)


def _grant_from(message: pb.GrantGroupRequest) -> groups.GrantGroupRequest:
    return groups.GrantGroupRequest(
        request_id=message.request_id,
        group=message.group,
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        uses=frozenset(USE.from_wire(number, "uses") for number in message.uses),
        expires_us=micros_from(message, "expire_time"),
        provider=message.provider or None,
        max_renders=message.max_renders or None,
        per_day=message.max_renders_per_day or None,
    )


def _revoke_from(message: pb.RevokeGroupRequest) -> groups.RevokeGroupRequest:
    return groups.RevokeGroupRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        group=message.group,
        effect=effect_from(message),
        provider=message.provider or None,
    )


def group_to(group: Group, handles: Mapping[SubjectId, str]) -> pb.Group:
    """A group with its members."""
    return pb.Group(
        group_id=str(group.group_id),
        name=group.name,
        member_ids=[str(member) for member in group.members],
        member_handles=[handles.get(member, "") for member in group.members],
        grants=[grant_to(grant.to_member(grant.owner), str(group.group_id)) for grant in group.grants],
    )
