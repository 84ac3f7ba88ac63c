"""Groups, over real gRPC."""

from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_client.pb.cameo.v1 import group_service_pb2_grpc, subject_pb2, terms_pb2
from cameo_service.rpc.groups import GroupServicer
from tests.cameo_service.rpc.running_service import RunningService

ADA, EVE = (subject_pb2.SubjectRef(handle=name) for name in ("ada", "eve"))


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(group_service_pb2_grpc.GroupServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(GroupServicer)] == []


def test_a_group_is_made_granted_to_read_and_revoked(service: RunningService) -> None:
    made = service.groups("ada").put_in_group(pb.PutInGroupRequest(group="club", member=EVE, request_id="1"))
    given = service.groups("ada").grant_group(
        pb.GrantGroupRequest(
            group="club",
            modalities=[terms_pb2.MODALITY_VOICE],
            uses=[terms_pb2.USE_REMIX],
            provider="studio",
            max_renders=5,
            max_renders_per_day=2,
            request_id="2",
        )
    )
    (group,) = service.groups().list_groups(pb.ListGroupsRequest(owner=ADA, at_least_as_fresh=given.revision)).groups
    assert (group.name, group.group_id) == ("club", made.group_id)
    assert list(group.member_ids) == [str(service.world.people["eve"])]
    (grant,) = group.grants
    assert (grant.grant_id, grant.grantee_id, grant.provider) == (given.grant_id, made.group_id, "studio")
    assert (grant.max_renders, grant.max_renders_per_day) == (5, 2)
    assert (list(grant.modalities), list(grant.uses)) == ([terms_pb2.MODALITY_VOICE], [terms_pb2.USE_REMIX])
    ended = service.groups().revoke_group(pb.RevokeGroupRequest(owner=ADA, group="club", request_id="3"))
    assert list(ended.ended_grant_ids) == [given.grant_id]
    service.groups().remove_from_group(pb.RemoveFromGroupRequest(owner=ADA, group="club", member=EVE, request_id="4"))
    (group,) = service.groups("ada").list_groups(pb.ListGroupsRequest()).groups
    assert (list(group.member_ids), list(group.grants)) == ([], [])
