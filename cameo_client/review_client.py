"""Renders that wait for the operator's reviewers, and their answers. For operators.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import review_service_pb2 as pb
from cameo_client.pb.cameo.v1.review_service_pb2_grpc import ReviewServiceStub


class ReviewClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = ReviewServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def list_reviews(self, request: pb.ListReviewsRequest) -> pb.ListReviewsResponse:
        """What waits, and how much that is."""
        return self._connection.unary(self._stub.ListReviews, request, pb.ListReviewsResponse)

    def answer_review(self, request: pb.AnswerReviewRequest) -> pb.AnswerReviewResponse:
        """Objects, or does not."""
        return self._connection.unary(self._stub.AnswerReview, request, pb.AnswerReviewResponse)
