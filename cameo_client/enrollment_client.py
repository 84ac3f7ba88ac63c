"""From a consent record and a recording to a verified likeness. For app backends, acting for the person."""

from collections.abc import Iterable, Iterator

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1.enrollment_service_pb2_grpc import EnrollmentServiceStub

LONGEST_ATTEMPT_S = 600.0
"""A session lives ten minutes; no attempt outlives it."""


class EnrollmentClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = EnrollmentServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def start_enrollment(self, request: pb.StartEnrollmentRequest) -> pb.StartEnrollmentResponse:
        """Opens a session."""
        return self._connection.unary(self._stub.StartEnrollment, request, pb.StartEnrollmentResponse)

    def create_invitation(self, request: pb.CreateInvitationRequest) -> pb.CreateInvitationResponse:
        """Invites an account to enroll once."""
        return self._connection.unary(self._stub.CreateInvitation, request, pb.CreateInvitationResponse)

    def start_owner_verification(self, request: pb.StartOwnerVerificationRequest) -> pb.StartOwnerVerificationResponse:
        """Opens a session in which the enrolled person is asked for, before an act of weight."""
        return self._connection.unary(self._stub.StartOwnerVerification, request, pb.StartOwnerVerificationResponse)

    def record_enrollment(
        self, requests: Iterable[pb.RecordEnrollmentRequest]
    ) -> Iterator[pb.RecordEnrollmentResponse]:
        """One attempt. `requests` is read on another thread while the answers, prompts first, are iterated here."""
        return self._connection.stream(self._stub.RecordEnrollment, iter(requests), LONGEST_ATTEMPT_S)

    def get_enrollment(self, request: pb.GetEnrollmentRequest) -> pb.GetEnrollmentResponse:
        """Where a session stands."""
        return self._connection.unary(self._stub.GetEnrollment, request, pb.GetEnrollmentResponse)
