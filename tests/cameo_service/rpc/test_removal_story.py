"""Removal requests, over real gRPC."""

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import removal_service_pb2 as pb
from cameo_client.pb.cameo.v1 import removal_service_pb2_grpc as grpc_pb
from cameo_service.rpc.removals import RemovalServicer
from tests.cameo_service.rpc.running_service import RunningService

FILED = pb.FileRemovalRequest(
    contact="someone@else.example", what="me", output_sha256s=[bytes(32)], stated_in_good_faith=True, request_id="1"
)


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.RemovalServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(RemovalServicer)] == []


def test_a_request_is_filed_listed_and_ordered(service: RunningService) -> None:
    filed = service.removals("app_backend").file_removal(FILED)
    listed = service.removals("operator").list_removals(pb.ListRemovalsRequest())
    assert [(row.contact, row.due_time) for row in listed.removals] == [(FILED.contact, filed.due_time)]
    assert (listed.waiting, listed.overdue) == (1, 0)
    order = pb.OrderRemovalRequest(removal_id=filed.removal_id, request_id="2")
    answered = service.removals("operator").order_removal(order)
    assert (answered.takedowns, list(answered.unknown_output_sha256s)) == (0, [bytes(32)])


def test_a_request_is_refused_with_a_reason(service: RunningService) -> None:
    filed = service.removals("app_backend").file_removal(FILED)
    refusal = pb.RefuseRemovalRequest(removal_id=filed.removal_id, reason="satire", request_id="2")
    service.removals("operator").refuse_removal(refusal)
    assert service.removals("operator").list_removals(pb.ListRemovalsRequest()).waiting == 0


def test_a_hash_of_another_length_is_malformed(service: RunningService) -> None:
    wrong = pb.FileRemovalRequest(contact="me", what="me", output_sha256s=[b"short"], request_id="1")
    with pytest.raises(RefusedError) as caught:
        service.removals("app_backend").file_removal(wrong)
    assert caught.value.reason == "FIELD_MALFORMED"


@pytest.mark.parametrize("role", ["app_backend", "generation"])
def test_nobody_but_an_operator_reads_contacts(service: RunningService, role: str) -> None:
    with pytest.raises(RefusedError) as caught:
        service.removals(role).list_removals(pb.ListRemovalsRequest())
    assert caught.value.reason == "ROLE_NOT_ALLOWED"
