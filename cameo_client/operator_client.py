"""Stopping everything, or one person, and lifting that again. For operators.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_client.pb.cameo.v1.operator_service_pb2_grpc import OperatorServiceStub


class OperatorClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = OperatorServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def freeze_everything(self, request: pb.FreezeEverythingRequest) -> pb.FreezeEverythingResponse:
        """Denies every render of everybody."""
        return self._connection.unary(self._stub.FreezeEverything, request, pb.FreezeEverythingResponse)

    def unfreeze_everything(self, request: pb.UnfreezeEverythingRequest) -> pb.UnfreezeEverythingResponse:
        """Lets what people allow be allowed again."""
        return self._connection.unary(self._stub.UnfreezeEverything, request, pb.UnfreezeEverythingResponse)

    def suspend_subject(self, request: pb.SuspendSubjectRequest) -> pb.SuspendSubjectResponse:
        """Suspends a person."""
        return self._connection.unary(self._stub.SuspendSubject, request, pb.SuspendSubjectResponse)

    def lift_suspension(self, request: pb.LiftSuspensionRequest) -> pb.LiftSuspensionResponse:
        """Lifts a suspension."""
        return self._connection.unary(self._stub.LiftSuspension, request, pb.LiftSuspensionResponse)
