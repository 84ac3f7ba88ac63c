"""Messages of ReviewService to use-case requests and back."""

from cameo_client.pb.cameo.v1 import review_service_pb2 as pb
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
from cameo_service.usecases.render.answer_review import AnswerReviewRequest, ReviewVerdict
from cameo_service.usecases.render.list_reviews import ListReviewsRequest, Reviews
from consent.held_render import HeldRender

DEFAULT_ROWS = 100
VERDICT = Vocabulary(ReviewVerdict, pb.ReviewVerdict, "REVIEW_VERDICT")


def list_from(message: pb.ListReviewsRequest) -> ListReviewsRequest:
    """A read of the queue."""
    return ListReviewsRequest(page_size_from(message, DEFAULT_ROWS), at_least_from(message))


def answer_from(message: pb.AnswerReviewRequest) -> AnswerReviewRequest:
    """An answer."""
    verdict = VERDICT.from_wire(message.verdict, "verdict")
    return AnswerReviewRequest(message.request_id, digest_from(message, "review_id"), verdict)


def reviews_to(reply: Reviews) -> pb.ListReviewsResponse:
    """What waits."""
    return pb.ListReviewsResponse(
        reviews=map(_review_to, reply.waiting),
        backlog=reply.backlog.waiting,
        oldest_ask_time=time_of(reply.backlog.oldest_us),
        revision=reply.token,
    )


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
