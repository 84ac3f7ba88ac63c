"""A delegate's work, over real gRPC."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2, subject_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import delegation_service_pb2 as pb
from cameo_client.pb.cameo.v1 import delegation_service_pb2_grpc as grpc_pb
from cameo_service.rpc.delegation import DelegationServicer
from tests.cameo_service.rpc.running_service import RunningService

ADA, BOB, EVE = (subject_pb2.SubjectRef(handle=name) for name in ("ada", "bob", "eve"))


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.DelegationServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(DelegationServicer)] == []


def test_a_delegate_is_named_grants_and_is_ended(service: RunningService) -> None:
    ends = Timestamp(seconds=service.world.clock.now_us // 1_000_000 + 60)
    mandate = pb.NameDelegateRequest(
        delegate=EVE, acts=[pb.DELEGATED_ACT_GRANT_ACCESS], evidence="file 7", expire_time=ends, request_id="1"
    )
    service.delegations("ada").name_delegate(mandate)
    (listed,) = service.delegations("ada").list_delegations(pb.ListDelegationsRequest()).delegations
    assert (listed.delegate_id, listed.expire_time) == (str(service.world.people["eve"]), ends)

    def grant(request_id: str) -> str:
        request = consent_service_pb2.GrantAccessRequest(
            grantee=BOB,
            modalities=[terms_pb2.MODALITY_FACE],
            uses=[terms_pb2.USE_PRIVATE],
            owner=ADA,
            request_id=request_id,
        )
        return service.app("eve").grant_access(request).grant_id

    assert grant("2")
    service.delegations("eve").end_delegation(pb.EndDelegationRequest(owner=ADA, delegate=EVE, request_id="3"))
    with pytest.raises(RefusedError) as caught:
        grant("4")
    assert caught.value.reason == "NOT_THE_OWNER"


def test_a_mandate_without_an_end_is_refused(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        service.delegations("ada").name_delegate(
            pb.NameDelegateRequest(delegate=EVE, evidence="file 7", request_id="1")
        )
    assert caught.value.reason == "DELEGATION_INCOMPLETE"
