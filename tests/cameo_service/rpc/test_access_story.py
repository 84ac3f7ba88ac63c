"""Asking for access, over real gRPC."""

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import access_service_pb2 as pb
from cameo_client.pb.cameo.v1 import access_service_pb2_grpc as grpc_pb
from cameo_client.pb.cameo.v1 import content_class_pb2, render_service_pb2, subject_pb2, terms_pb2
from cameo_client.services.render import RenderClient
from cameo_service.rpc.access import AccessServicer
from tests.cameo_service.rpc.running_service import RunningService

ADA, EVE = (subject_pb2.SubjectRef(handle=name) for name in ("ada", "eve"))
ASKED = pb.RequestAccessRequest(
    owner=ADA, modalities=[terms_pb2.MODALITY_FACE], uses=[terms_pb2.USE_PRIVATE], request_id="1"
)


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.AccessServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(AccessServicer)] == []


def test_a_request_is_asked_listed_and_answered(service: RunningService) -> None:
    kept = service.access("eve").request_access(ASKED)
    read = pb.ListAccessRequestsRequest(owner=ADA, at_least_as_fresh=kept.revision)
    (waiting,) = service.access().list_access_requests(read).requests
    assert waiting.requester_handle == "eve"
    assert list(waiting.modalities) == [terms_pb2.MODALITY_FACE]
    assert service.access("ada").approve_access(pb.ApproveAccessRequest(requester=EVE, request_id="2")).grant_id
    service.access().deny_access(pb.DenyAccessRequest(owner=ADA, requester=EVE, request_id="3"))
    assert not service.access().list_access_requests(pb.ListAccessRequestsRequest(owner=ADA)).requests


def test_asking_needs_somebody_who_asks(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        service.access().request_access(ASKED)
    assert caught.value.reason == "ASSERTION_INVALID"


def test_a_person_hears_whom_they_may_render(service: RunningService) -> None:
    reply = service.access("bob").list_usable_likenesses(pb.ListUsableLikenessesRequest())
    assert [(usable.handle, len(usable.modalities)) for usable in reply.likenesses] == [("ada", 2)]
    assert reply.cursor == ""
    with pytest.raises(RefusedError) as caught:
        service.access("bob").list_usable_likenesses(pb.ListUsableLikenessesRequest(cursor="no cursor"))
    assert caught.value.reason == "CURSOR_MALFORMED"


@pytest.mark.parametrize("role", ["generation", "app_backend"])
def test_a_preflight_answers_every_item_in_order(service: RunningService, role: str) -> None:
    items = [
        render_service_pb2.PreflightItem(
            handle=handle,
            modalities=[terms_pb2.MODALITY_FACE],
            use=use,
            class_labels=content_class_pb2.ContentLabels(classifier="any"),
        )
        for handle, use in (("ada", terms_pb2.USE_PRIVATE), ("ada", terms_pb2.USE_AD), ("eve", terms_pb2.USE_PRIVATE))
    ]
    client = RenderClient(service.connection("caller", role))
    request = render_service_pb2.PreflightRequest(items=items, requester_assertion=service.assertion("bob"))
    allowed, refused = render_service_pb2.PROMPT_DECISION_ALLOWED, render_service_pb2.PROMPT_DECISION_NOT_PERMITTED
    assert list(client.preflight(request).decisions) == [allowed, refused, refused]
    for bad, reason in (
        (render_service_pb2.PreflightRequest(items=items * 22), "TOO_MANY_ITEMS"),
        (render_service_pb2.PreflightRequest(items=[render_service_pb2.PreflightItem(handle="ada")]), "FIELD_MISSING"),
        (render_service_pb2.PreflightRequest(items=items, requester_assertion="nobody's"), "ASSERTION_INVALID"),
    ):
        with pytest.raises(RefusedError) as caught:
            client.preflight(bad)
        assert caught.value.reason == reason


def test_an_owner_reads_what_a_person_would_be_told(service: RunningService) -> None:
    bob = subject_pb2.SubjectRef(handle="bob")
    said = service.access("ada").preview_access(pb.PreviewAccessRequest(requester=bob)).uses
    answers = {(one.modality, one.use): one.answer for one in said}
    assert answers[terms_pb2.MODALITY_FACE, terms_pb2.USE_PRIVATE] == pb.ACCESS_ANSWER_ALLOWED
    assert answers[terms_pb2.MODALITY_FACE, terms_pb2.USE_AD] == pb.ACCESS_ANSWER_REFUSED
    with pytest.raises(RefusedError) as caught:
        service.access("eve").preview_access(pb.PreviewAccessRequest(owner=ADA, requester=bob))
    assert caught.value.reason == "NOT_THE_OWNER"
