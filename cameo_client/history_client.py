"""Receipts, checkpoints and exports, for app backends; checkpoints also for operators, provenance for renderers.

The contract says what each call does and how it fails.
"""

from collections.abc import Iterator

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1.history_service_pb2_grpc import HistoryServiceStub


class HistoryClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = HistoryServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def get_receipt(self, request: pb.GetReceiptRequest) -> pb.GetReceiptResponse:
        """The receipt for one act."""
        return self._connection.unary(self._stub.GetReceipt, request, pb.GetReceiptResponse)

    def get_checkpoint(self, request: pb.GetCheckpointRequest) -> pb.GetCheckpointResponse:
        """The newest signed tree head."""
        return self._connection.unary(self._stub.GetCheckpoint, request, pb.GetCheckpointResponse)

    def export_subject(self, request: pb.ExportSubjectRequest) -> Iterator[pb.ExportSubjectResponse]:
        """Every page about one person, from the one that the request names."""
        asked = pb.ExportSubjectRequest()
        asked.CopyFrom(request)
        while True:
            page = self._connection.unary(self._stub.ExportSubject, asked, pb.ExportSubjectResponse)
            yield page
            if not page.next_page_token:
                return
            asked.page_token = page.next_page_token

    def get_provenance(self, request: pb.GetProvenanceRequest) -> pb.GetProvenanceResponse:
        """What a rendered file says about its consent."""
        return self._connection.unary(self._stub.GetProvenance, request, pb.GetProvenanceResponse)
