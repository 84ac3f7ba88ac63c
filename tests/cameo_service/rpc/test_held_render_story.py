"""A render that waits for its owner's yes, over real gRPC."""

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2, content_class_pb2, render_service_pb2, subject_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import held_render_service_pb2_grpc as grpc_pb
from cameo_service.rpc.held_renders import HeldRenderServicer
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import RunningService

ADA, EVE = (subject_pb2.SubjectRef(handle=name) for name in ("ada", "eve"))
PROMPT = "@ada dances"
HELD = render_service_pb2.PROMPT_DECISION_HELD


def check(service: RunningService) -> render_service_pb2.CheckPromptResponse:
    request = render_service_pb2.CheckPromptRequest(
        prompt=PROMPT,
        job_id="job",
        requester_assertion=service.assertion("eve"),
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier="any"),
    )
    return service.studio().check_prompt(request)


@pytest.fixture
def asking(service: RunningService) -> RunningService:
    service.world.audience("ada", Audience.APPROVED)
    service.world.grant("ada", "eve")
    service.held_renders().set_asking(pb.SetAskingRequest(owner=ADA, each_time=True, request_id="asking"))
    return service


def held(service: RunningService) -> pb.HeldRender:
    (found,) = service.held_renders().list_held_renders(pb.ListHeldRendersRequest(owner=ADA)).held_renders
    return found


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.HeldRenderServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(HeldRenderServicer)] == []


def test_a_held_render_is_listed_and_allowed_by_a_yes(asking: RunningService) -> None:
    reply = check(asking)
    assert (reply.decision, reply.render_grant) == (HELD, b"")
    assert [verdict.decision for verdict in reply.verdicts] == [render_service_pb2.MENTION_DECISION_HELD]
    found = held(asking)
    assert (found.requester_handle, found.prompt, found.use) == ("eve", PROMPT, terms_pb2.USE_PRIVATE)
    assert found.state == pb.HELD_RENDER_STATE_WAITING
    yes = pb.ApproveHeldRenderRequest(held_render_id=found.held_render_id, request_id="yes")
    approved = asking.held_renders("ada").approve_held_render(yes)
    assert approved.expire_time == held(asking).expire_time
    assert (held(asking).state, held(asking).prompt) == (pb.HELD_RENDER_STATE_APPROVED, "")
    assert check(asking).decision == render_service_pb2.PROMPT_DECISION_ALLOWED


def test_a_no_is_not_permitted_and_nobody_but_the_owner_says_yes(asking: RunningService) -> None:
    check(asking)
    ask = held(asking).held_render_id
    for acting, reason in ((None, "NOT_THE_OWNER"), ("eve", "HELD_RENDER_UNKNOWN")):
        yes = pb.ApproveHeldRenderRequest(held_render_id=ask, request_id=f"{acting}")
        with pytest.raises(RefusedError) as caught:
            asking.held_renders(acting).approve_held_render(yes)
        assert caught.value.reason == reason
    asking.held_renders().deny_held_render(pb.DenyHeldRenderRequest(owner=ADA, held_render_id=ask, request_id="no"))
    assert check(asking).decision == render_service_pb2.PROMPT_DECISION_NOT_PERMITTED


def test_grants_and_owners_say_whether_they_ask(asking: RunningService) -> None:
    grant = consent_service_pb2.GrantAccessRequest(
        grantee=EVE,
        modalities=[terms_pb2.MODALITY_FACE],
        uses=[terms_pb2.USE_PRIVATE],
        asks_each_time=True,
        request_id="grant",
    )
    asking.app("ada").grant_access(grant)
    state = asking.app("ada").get_consent(consent_service_pb2.GetConsentRequest())
    assert state.asks_each_time
    eve = str(asking.world.people["eve"])
    assert {found.grantee_id for found in state.grants if found.asks_each_time} == {eve}
