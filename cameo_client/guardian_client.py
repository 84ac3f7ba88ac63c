"""Adults who speak for a minor. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import guardian_service_pb2 as pb
from cameo_client.pb.cameo.v1.guardian_service_pb2_grpc import GuardianServiceStub


class GuardianClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = GuardianServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def become_guardian(self, request: pb.BecomeGuardianRequest) -> pb.BecomeGuardianResponse:
        """The acting person becomes a minor's guardian."""
        return self._connection.unary(self._stub.BecomeGuardian, request, pb.BecomeGuardianResponse)

    def end_guardianship(self, request: pb.EndGuardianshipRequest) -> pb.EndGuardianshipResponse:
        """Ends that."""
        return self._connection.unary(self._stub.EndGuardianship, request, pb.EndGuardianshipResponse)

    def list_guardianships(self, request: pb.ListGuardianshipsRequest) -> pb.ListGuardianshipsResponse:
        """Whose guardian a person is, and who is theirs."""
        return self._connection.unary(self._stub.ListGuardianships, request, pb.ListGuardianshipsResponse)
