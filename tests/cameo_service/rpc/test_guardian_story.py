"""A guardian's work, over real gRPC."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2, subject_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import guardian_service_pb2 as pb
from cameo_client.pb.cameo.v1 import guardian_service_pb2_grpc as grpc_pb
from cameo_service.rpc.guardianship import GuardianServicer
from consent.terms import AgeClass
from tests.cameo_service.rpc.running_service import RunningService

KID = subject_pb2.SubjectRef(handle="kid")


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.GuardianServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(GuardianServicer)] == []


def test_a_guardian_speaks_for_a_minor_until_it_is_ended(service: RunningService) -> None:
    service.world.store.count_guardians()  # type: ignore[attr-defined]  # the port has no switch
    service.world.person("kid", AgeClass.MINOR)
    ends = Timestamp(seconds=service.world.clock.now_us // 1_000_000 + 60)
    asked = pb.BecomeGuardianRequest(minor=KID, evidence="file 7", expire_time=ends, request_id="1")
    service.guardians("eve").become_guardian(asked)
    (listed,) = service.guardians("kid").list_guardianships(pb.ListGuardianshipsRequest()).guardianships
    assert (listed.guardian_id, listed.expire_time) == (str(service.world.people["eve"]), ends)
    service.app("kid").freeze_likeness(consent_service_pb2.FreezeLikenessRequest(request_id="2"))
    with pytest.raises(RefusedError) as caught:
        service.app("kid").unfreeze_likeness(consent_service_pb2.UnfreezeLikenessRequest(request_id="3"))
    assert caught.value.reason == "GUARDIAN_NEEDED"
    for_kid = consent_service_pb2.UnfreezeLikenessRequest(owner=KID, request_id="4")
    assert service.app("eve").unfreeze_likeness(for_kid).revision
    service.guardians("eve").end_guardianship(pb.EndGuardianshipRequest(minor=KID, request_id="5"))
    assert not service.guardians("kid").list_guardianships(pb.ListGuardianshipsRequest()).guardianships


def test_a_guardianship_without_an_end_is_refused(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        service.guardians("eve").become_guardian(pb.BecomeGuardianRequest(minor=KID, evidence="file 7", request_id="1"))
    assert caught.value.reason == "GUARDIANSHIP_INCOMPLETE"


def test_an_adult_gets_no_guardian_by_the_apps_word(service: RunningService) -> None:
    zoe = subject_pb2.SubjectRef(handle="zoe")
    service.world.person("zoe")
    minor = consent_service_pb2.AssertAgeRequest(age=terms_pb2.AGE_CLASS_MINOR, subject=zoe, request_id="1")
    service.app(None).assert_age(minor)
    ends = Timestamp(seconds=service.world.clock.now_us // 1_000_000 + 60)
    asked = pb.BecomeGuardianRequest(minor=zoe, evidence="file 7", expire_time=ends, request_id="2")
    with pytest.raises(RefusedError) as caught:
        service.guardians("eve").become_guardian(asked)
    assert caught.value.reason == "MINOR_NOT_CONFIRMED"
