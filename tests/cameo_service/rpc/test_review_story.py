"""A render that waits for the operator's reviewers, over real gRPC."""

from collections.abc import Iterator

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import content_class_pb2, render_service_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import review_service_pb2 as pb
from cameo_client.pb.cameo.v1 import review_service_pb2_grpc as grpc_pb
from cameo_client.services.review import ReviewClient
from cameo_service.rpc.reviews import ReviewServicer
from consent.content_classes import ReviewPolicy
from consent.terms import Use
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.usecases.world import World

PROMPT = "@ada dances"


@pytest.fixture
def service() -> Iterator[RunningService]:
    world = World(reviews=ReviewPolicy(frozenset({Use.PRIVATE})))
    world.person("ada")
    world.enroll("ada")
    running = RunningService(world)
    yield running
    running.stop()


def decision(service: RunningService) -> render_service_pb2.PromptDecision:
    request = render_service_pb2.CheckPromptRequest(
        prompt=PROMPT,
        job_id="job",
        requester_assertion=service.assertion("ada"),
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier="any"),
    )
    return service.studio().check_prompt(request).decision


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.ReviewServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(ReviewServicer)] == []


def test_a_review_is_listed_with_the_backlog_and_answered(service: RunningService) -> None:
    assert decision(service) == render_service_pb2.PROMPT_DECISION_HELD
    reply = service.reviews().list_reviews(pb.ListReviewsRequest())
    (review,) = reply.reviews
    assert (reply.backlog, reply.oldest_ask_time) == (1, review.ask_time)
    ada = str(service.world.people["ada"])
    assert (review.prompt, review.requester_id, list(review.subject_ids)) == (PROMPT, ada, [ada])
    no_objection = pb.ReviewVerdict.REVIEW_VERDICT_NO_OBJECTION
    answer = pb.AnswerReviewRequest(review_id=review.review_id, verdict=no_objection, request_id="1")
    assert service.reviews().answer_review(answer).revision
    assert decision(service) == render_service_pb2.PROMPT_DECISION_ALLOWED
    empty = service.reviews().list_reviews(pb.ListReviewsRequest())
    assert (empty.backlog, empty.HasField("oldest_ask_time")) == (0, False)


def test_an_app_reviews_nothing_and_a_verdict_must_be_said(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        ReviewClient(service.connection("app", "app_backend")).list_reviews(pb.ListReviewsRequest())
    assert caught.value.reason == "ROLE_NOT_ALLOWED"
    with pytest.raises(RefusedError) as caught:
        service.reviews().answer_review(pb.AnswerReviewRequest(review_id=bytes(32), request_id="1"))
    assert caught.value.reason == "FIELD_MISSING"
