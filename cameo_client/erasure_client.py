"""Erasing a person, and the receipt of it. For app backends and operators.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import erasure_service_pb2 as pb
from cameo_client.pb.cameo.v1.erasure_service_pb2_grpc import ErasureServiceStub


class ErasureClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = ErasureServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def erase_subject(self, request: pb.EraseSubjectRequest) -> pb.EraseSubjectResponse:
        """Erases the acting person."""
        return self._connection.unary(self._stub.EraseSubject, request, pb.EraseSubjectResponse)

    def get_erasure(self, request: pb.GetErasureRequest) -> pb.GetErasureResponse:
        """How far an erasure is."""
        return self._connection.unary(self._stub.GetErasure, request, pb.GetErasureResponse)
