"""Messages of GroupService to use-case requests and back."""

from collections.abc import Mapping

from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_service.rpc.consent_conversion import effect_from, grant_to
from cameo_service.rpc.conversion import (
    MODALITY,
    USE,
    at_least_from,
    micros_from,
    optional_person_from,
    person_from,
)
from cameo_service.usecases.consent.grant_group import GrantGroupRequest
from cameo_service.usecases.consent.list_groups import ListedGroups, ListGroupsRequest
from cameo_service.usecases.consent.put_in_group import PutInGroupRequest
from cameo_service.usecases.consent.remove_from_group import RemoveFromGroupRequest
from cameo_service.usecases.consent.revoke_group import GroupRevoked, RevokeGroupRequest
from consent.group import Group
from consent.identity import SubjectId


def put_from(message: pb.PutInGroupRequest) -> PutInGroupRequest:
    """A new member."""
    return PutInGroupRequest(message.request_id, message.group, person_from(message, "member"))


def remove_from(message: pb.RemoveFromGroupRequest) -> RemoveFromGroupRequest:
    """The end of a membership."""
    owner = optional_person_from(message, "owner")
    return RemoveFromGroupRequest(message.request_id, owner, message.group, person_from(message, "member"))


def grant_from(message: pb.GrantGroupRequest) -> GrantGroupRequest:
    """A grant; whether it grants anything is the use case's to say."""
    return GrantGroupRequest(
        request_id=message.request_id,
        group=message.group,
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        uses=frozenset(USE.from_wire(number, "uses") for number in message.uses),
        expires_us=micros_from(message, "expire_time"),
        provider=message.provider or None,
        max_renders=message.max_renders or None,
        per_day=message.max_renders_per_day or None,
    )


def revoke_from(message: pb.RevokeGroupRequest) -> RevokeGroupRequest:
    """A revocation."""
    return RevokeGroupRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        group=message.group,
        effect=effect_from(message),
        provider=message.provider or None,
    )


def list_from(message: pb.ListGroupsRequest) -> ListGroupsRequest:
    """A read."""
    return ListGroupsRequest(optional_person_from(message, "owner"), at_least_from(message))


def revoked_to(reply: GroupRevoked) -> pb.RevokeGroupResponse:
    """What ended."""
    ended = [str(grant_id) for grant_id in reply.ended]
    return pb.RevokeGroupResponse(ended_grant_ids=ended, revision=reply.token, ordered_takedowns=reply.takedowns)


def listed_to(reply: ListedGroups) -> pb.ListGroupsResponse:
    """Every group."""
    return pb.ListGroupsResponse(
        groups=[group_to(group, reply.handles) for group in reply.groups], revision=reply.token
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
