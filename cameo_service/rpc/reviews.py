"""ReviewService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import review_service_pb2 as pb
from cameo_client.pb.cameo.v1.review_service_pb2_grpc import ReviewServiceServicer
from cameo_service.rpc.conversion import (
    CONTENT_CLASS,
    MODALITY,
    USE,
    Vocabulary,
    at_least_from,
    digest_from,
    page_size_from,
    time_of,
)
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.render import reviews
from consent.held_render import HeldRender

DEFAULT_REVIEWS = 100
VERDICT = Vocabulary(reviews.ReviewVerdict, pb.ReviewVerdict, "REVIEW_VERDICT")


class ReviewServicer(ReviewServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def ListReviews(self, request: pb.ListReviewsRequest, call: Call) -> pb.ListReviewsResponse:
        """Renders that wait for a reviewer."""
        asked = reviews.ListReviewsRequest(page_size_from(request, DEFAULT_REVIEWS), at_least_from(request))
        reply = self._reads.ask(reviews.list_reviews, call.caller, asked)
        return pb.ListReviewsResponse(
            reviews=map(_review_to, reply.waiting),
            backlog=reply.backlog.waiting,
            oldest_ask_time=time_of(reply.backlog.oldest_us),
            revision=reply.token,
        )

    def AnswerReview(self, request: pb.AnswerReviewRequest, call: Call) -> pb.AnswerReviewResponse:
        """A reviewer's answer."""
        verdict = VERDICT.from_wire(request.verdict, "verdict")
        asked = reviews.AnswerReviewRequest(request.request_id, digest_from(request, "review_id"), verdict)
        reply = self._writes.run(reviews.answer_review, call.caller, asked)
        return pb.AnswerReviewResponse(revision=reply.token)


def _review_to(shown: tuple[HeldRender, ...]) -> pb.Review:
    held = shown[0]
    return pb.Review(
        review_id=held.ask,
        requester_id=str(held.requester) if held.requester else "",
        provider=held.provider,
        prompt=held.prompt,
        modalities=sorted(MODALITY.to_wire(modality) for modality in held.modalities),
        use=USE.to_wire(held.use),
        classes=sorted(CONTENT_CLASS.to_wire(label) for label in held.classes),
        subject_ids=[str(person.owner) for person in shown],
        ask_time=time_of(held.asked_us),
        expire_time=time_of(held.ends_us),
    )
