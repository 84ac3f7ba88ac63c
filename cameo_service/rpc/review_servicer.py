"""ReviewService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import review_service_pb2 as pb
from cameo_client.pb.cameo.v1.review_service_pb2_grpc import ReviewServiceServicer
from cameo_service.rpc import review_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.usecases.render.answer_review import AnswerReview
from cameo_service.usecases.render.list_reviews import ListReviews


@dataclass(frozen=True, slots=True)
class ReviewUseCases:
    """One for each method."""

    list_reviews: ListReviews
    answer_review: AnswerReview


class ReviewServicer(ReviewServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: ReviewUseCases) -> None:
        self._use_cases = use_cases

    def ListReviews(self, request: pb.ListReviewsRequest, call: Call) -> pb.ListReviewsResponse:
        """What waits."""
        return convert.reviews_to(self._use_cases.list_reviews(call.caller, convert.list_from(request)))

    def AnswerReview(self, request: pb.AnswerReviewRequest, call: Call) -> pb.AnswerReviewResponse:
        """An answer."""
        reply = self._use_cases.answer_review(call.caller, convert.answer_from(request))
        return pb.AnswerReviewResponse(revision=reply.token)
