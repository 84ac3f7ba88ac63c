"""What a person decides, over real gRPC."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import consent_service_pb2_grpc, render_service_pb2_grpc, subject_pb2, terms_pb2
from cameo_service.rpc.consent import ConsentServicer
from cameo_service.rpc.render import RenderServicer
from consent.owner_act import OwnerAct
from tests.cameo_service.rpc.running_service import RunningService

ADA, BOB, EVE = (subject_pb2.SubjectRef(handle=name) for name in ("ada", "bob", "eve"))
FACE, PRIVATE = terms_pb2.MODALITY_FACE, terms_pb2.USE_PRIVATE


def consent_of(service: RunningService) -> pb.GetConsentResponse:
    return service.app().get_consent(pb.GetConsentRequest(owner=ADA))


def test_every_method_of_the_contract_is_served() -> None:
    for servicer, base in (
        (ConsentServicer, consent_service_pb2_grpc.ConsentServiceServicer),
        (RenderServicer, render_service_pb2_grpc.RenderServiceServicer),
    ):
        methods = [name for name in vars(base) if not name.startswith("_")]
        assert methods
        assert [name for name in methods if name not in vars(servicer)] == []


def test_an_owner_reads_what_is_in_force(service: RunningService) -> None:
    state = consent_of(service)
    assert state.handle == "ada"
    assert state.audience == state.effective_audience == terms_pb2.AUDIENCE_APPROVED
    assert state.age == terms_pb2.AGE_CLASS_ADULT
    assert [grant.grantee_id for grant in state.grants] == [str(service.world.people["bob"])]
    assert not state.frozen


def test_a_newcomer_becomes_known_and_takes_a_handle(service: RunningService) -> None:
    claimed = service.app("zoe").claim_handle(pb.ClaimHandleRequest(handle="zoe", request_id="1"))
    assert claimed.handle == "zoe"
    aged = service.app("zoe").assert_age(pb.AssertAgeRequest(age=terms_pb2.AGE_CLASS_ADULT, request_id="2"))
    assert aged.assert_time.seconds == service.world.clock.now_us // 1_000_000
    with pytest.raises(RefusedError) as caught:
        service.app("zoe").claim_handle(pb.ClaimHandleRequest(handle="ada", request_id="3"))
    assert caught.value.reason == "HANDLE_TAKEN"


def test_a_grant_is_given_by_its_owner_alone(service: RunningService) -> None:
    request = pb.GrantAccessRequest(
        grantee=EVE,
        modalities=[FACE],
        uses=[PRIVATE],
        provider="studio",
        expire_time=Timestamp(seconds=service.world.clock.now_us // 1_000_000 + 60),
        request_id="1",
    )
    with pytest.raises(RefusedError) as caught:
        service.app().grant_access(request)
    assert caught.value.reason == "NOT_THE_OWNER"
    given = service.app("ada").grant_access(request)
    found = {grant.grant_id: grant for grant in consent_of(service).grants}[given.grant_id]
    assert (found.provider, found.expire_time, list(found.uses)) == ("studio", request.expire_time, [PRIVATE])


def test_a_freeze_needs_no_person_and_an_unfreeze_does(service: RunningService) -> None:
    service.app().freeze_likeness(pb.FreezeLikenessRequest(owner=ADA, request_id="1"))
    assert consent_of(service).frozen
    with pytest.raises(RefusedError):
        service.app().unfreeze_likeness(pb.UnfreezeLikenessRequest(request_id="2"))
    service.app("ada").unfreeze_likeness(pb.UnfreezeLikenessRequest(request_id="3"))
    assert not consent_of(service).frozen


def test_a_block_is_listed_until_it_is_lifted(service: RunningService) -> None:
    service.app().block_actor(pb.BlockActorRequest(owner=ADA, actor=EVE, request_id="1"))
    assert [block.actor_id for block in consent_of(service).blocks] == [str(service.world.people["eve"])]
    service.app("ada").unblock_actor(pb.UnblockActorRequest(actor=EVE, request_id="2"))
    assert not consent_of(service).blocks


def test_a_wider_audience_needs_its_owner_and_a_narrower_one_does_not(service: RunningService) -> None:
    def ask(audience: terms_pb2.Audience, request_id: str, acting: str | None = None) -> None:
        request = pb.SetAudienceRequest(owner=ADA, audience=audience, request_id=request_id)
        service.app(acting).set_audience(request)

    with pytest.raises(RefusedError) as caught:
        ask(terms_pb2.AUDIENCE_EVERYONE, "1")
    assert caught.value.reason == "NOT_THE_OWNER"
    ask(terms_pb2.AUDIENCE_ONLY_ME, "2")
    with pytest.raises(RefusedError, match="OWNER_VERIFICATION_NEEDED"):
        ask(terms_pb2.AUDIENCE_EVERYONE, "3", "ada")
    service.world.verified("ada", OwnerAct.WIDEN_TO_EVERYONE)
    ask(terms_pb2.AUDIENCE_EVERYONE, "3", "ada")
    assert consent_of(service).audience == terms_pb2.AUDIENCE_EVERYONE


def test_the_owner_sees_what_happened_newest_first(service: RunningService) -> None:
    service.app().revoke_access(pb.RevokeAccessRequest(owner=ADA, grantee=BOB, request_id="1"))
    feed = service.app("ada").list_activity(pb.ListActivityRequest(page_size=2)).activities
    assert [activity.kind for activity in feed] == ["revoked", "granted"]
    assert feed[0].actor_id == str(service.world.people["bob"])


def test_nobody_reads_for_an_owner_while_acting_for_another(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        service.app("eve").get_consent(pb.GetConsentRequest(owner=ADA))
    assert caught.value.reason == "NOT_THE_OWNER"


def test_a_request_id_with_another_body_is_refused(service: RunningService) -> None:
    service.app().freeze_likeness(pb.FreezeLikenessRequest(owner=ADA, request_id="1"))
    with pytest.raises(RefusedError) as caught:
        service.app().freeze_likeness(pb.FreezeLikenessRequest(owner=BOB, request_id="1"))
    assert caught.value.reason == "REQUEST_ID_REUSED"
    assert caught.value.request_id.startswith("call-")


def test_a_token_that_this_service_did_not_make_is_refused(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        service.app().get_consent(pb.GetConsentRequest(owner=ADA, at_least_as_fresh="AAAA"))
    assert caught.value.reason == "CONSISTENCY_TOKEN_MALFORMED"
