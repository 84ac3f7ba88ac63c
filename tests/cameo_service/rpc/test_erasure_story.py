"""Erasing a person, and the receipt of it, over real gRPC."""

import json

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2, subject_pb2
from cameo_client.pb.cameo.v1 import erasure_service_pb2 as pb
from cameo_client.pb.cameo.v1 import erasure_service_pb2_grpc as grpc_pb
from cameo_client.verification_key import fetch_verification_keys
from cameo_service.rpc.erasure import ErasureServicer
from consent.owner_act import OwnerAct
from tests.cameo_service.rpc.running_service import RunningService

ADA, BOB = (subject_pb2.SubjectRef(handle=name) for name in ("ada", "bob"))
ALL = consent_service_pb2.STOP_EFFECT_DELETE_ALL


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.ErasureServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(ErasureServicer)] == []


def test_a_person_erases_herself_and_gets_a_receipt_that_anybody_can_verify(service: RunningService) -> None:
    service.world.verified("ada", OwnerAct.ERASE)
    erased = service.erasure("ada").erase_subject(pb.EraseSubjectRequest(effect=ALL, request_id="1"))
    told = service.erasure().get_erasure(pb.GetErasureRequest(erasure_id=erased.erasure_id))
    assert (told.state, told.erase_time) == (pb.ERASURE_STATE_PENDING, erased.erase_time)
    said = json.loads(told.receipt)
    assert (said["erasure"], said["state"]) == (erased.erasure_id, "pending")
    assert str(service.world.people["ada"]) not in told.receipt.decode()
    _, key = fetch_verification_keys(service.studio()).get(told.key_id)
    signed = b"cameo-erasure-receipt/v1\n" + told.receipt
    key.verify(told.signature, signed)


@pytest.mark.parametrize(
    ("acting", "request_", "reason"),
    [
        ("ada", pb.EraseSubjectRequest(effect=ALL, request_id="1"), "OWNER_VERIFICATION_NEEDED"),
        ("ada", pb.EraseSubjectRequest(request_id="1"), "FIELD_MISSING"),
        (None, pb.EraseSubjectRequest(effect=ALL, subject=ADA, request_id="1"), "NOT_THE_OWNER"),
    ],
)
def test_it_is_refused(
    service: RunningService, acting: str | None, request_: pb.EraseSubjectRequest, reason: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        service.erasure(acting).erase_subject(request_)
    assert caught.value.reason == reason


def test_an_erasure_nobody_made_is_unknown(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        service.erasure().get_erasure(pb.GetErasureRequest(erasure_id=str(service.world.people["ada"])))
    assert caught.value.reason == "ERASURE_UNKNOWN"
