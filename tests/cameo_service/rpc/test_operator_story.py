"""What an operator does, over real gRPC."""

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_client.pb.cameo.v1 import operator_service_pb2_grpc as grpc_pb
from cameo_client.pb.cameo.v1 import subject_pb2, terms_pb2
from cameo_client.services.operator import OperatorClient
from cameo_service.rpc.operator import OperatorServicer
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.usecases.world import World

ADA = subject_pb2.SubjectRef(handle="ada")


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.OperatorServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(OperatorServicer)] == []


def is_everything_frozen(world: World) -> bool:
    ada = world.people["ada"]
    with world.store.read() as snapshot:
        return snapshot.facts.of([ada], None, "", 0)[ada].everything_frozen


def test_everything_is_frozen_and_unfrozen(service: RunningService) -> None:
    frozen = service.operator().freeze_everything(pb.FreezeEverythingRequest(reason="incident", request_id="1"))
    assert frozen.revision
    assert is_everything_frozen(service.world)
    service.operator().unfreeze_everything(pb.UnfreezeEverythingRequest(reason="over", request_id="2"))
    assert not is_everything_frozen(service.world)


def test_somebody_is_suspended_and_taken_back(service: RunningService) -> None:
    asked = pb.SuspendSubjectRequest(subject=ADA, reason="stolen account", request_id="1")
    assert service.operator().suspend_subject(asked).subject_id == str(service.world.people["ada"])
    lifted = pb.LiftSuspensionRequest(subject=ADA, reason="hers again", request_id="2")
    assert service.operator().lift_suspension(lifted).revision


def test_an_age_is_settled(service: RunningService) -> None:
    asked = pb.SettleAgeRequest(subject=ADA, age=terms_pb2.AGE_CLASS_MINOR, reason="saw a passport", request_id="1")
    assert service.operator().settle_age(asked).subject_id == str(service.world.people["ada"])
    back = pb.SettleAgeRequest(subject=ADA, age=terms_pb2.AGE_CLASS_ADULT, reason="a mistake", request_id="2")
    with pytest.raises(RefusedError) as caught:
        service.operator().settle_age(back)
    assert caught.value.reason == "AGE_NEEDS_THE_PERSON"


@pytest.mark.parametrize("role", ["app_backend", "generation"])
def test_no_other_role_reaches_it(service: RunningService, role: str) -> None:
    client = OperatorClient(service.connection("somebody", role))
    with pytest.raises(RefusedError) as caught:
        client.freeze_everything(pb.FreezeEverythingRequest(reason="mischief", request_id="1"))
    assert caught.value.reason == "ROLE_NOT_ALLOWED"


def test_the_operator_sees_which_names_refuse_and_vouches_for_a_person(service: RunningService) -> None:
    service.world.named("ada", "Ada Lovelace")
    asked = pb.VouchForNamesRequest(subject=ADA, reason="never to be rendered", request_id="1")
    assert service.operator().vouch_for_names(asked).subject_id == str(service.world.people["ada"])
    with service.world.store.write() as transaction:
        transaction.names.count_refused(service.world.people["ada"], ("ada", "lovelace"), 7)
    listed = service.operator().list_names(pb.ListNamesRequest())
    assert [(row.name, row.refused_prompts, row.counts, row.vouched) for row in listed.names] == [
        ("Ada Lovelace", 7, True, True)
    ]
    ended = pb.WithdrawVouchRequest(subject=ADA, reason="over", request_id="2")
    assert service.operator().withdraw_vouch(ended).revision
    assert not service.operator().list_names(pb.ListNamesRequest()).names[0].vouched
