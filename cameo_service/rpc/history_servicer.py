"""HistoryService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1.history_service_pb2_grpc import HistoryServiceServicer
from cameo_service.rpc import history_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.usecases.records.export_subject import ExportSubject
from cameo_service.usecases.records.get_checkpoint import GetCheckpoint
from cameo_service.usecases.records.get_provenance import GetProvenance
from cameo_service.usecases.records.get_receipt import GetReceipt


@dataclass(frozen=True, slots=True)
class HistoryUseCases:
    """One for each method."""

    get_receipt: GetReceipt
    get_checkpoint: GetCheckpoint
    export_subject: ExportSubject
    get_provenance: GetProvenance


class HistoryServicer(HistoryServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: HistoryUseCases, receipts: convert.ReceiptConverter) -> None:
        self._use_cases = use_cases
        self._receipts = receipts

    def GetReceipt(self, request: pb.GetReceiptRequest, call: Call) -> pb.GetReceiptResponse:
        """A receipt."""
        receipt = self._use_cases.get_receipt(call.caller, convert.get_receipt_from(request))
        return pb.GetReceiptResponse(receipt=self._receipts.proven_to(receipt))

    def GetCheckpoint(self, request: pb.GetCheckpointRequest, call: Call) -> pb.GetCheckpointResponse:
        """A tree head."""
        return convert.checkpoint_to(self._use_cases.get_checkpoint(call.caller, request.earlier_size))

    def ExportSubject(self, request: pb.ExportSubjectRequest, call: Call) -> pb.ExportSubjectResponse:
        """A page."""
        return self._receipts.page_to(self._use_cases.export_subject(call.caller, convert.export_subject_from(request)))

    def GetProvenance(self, request: pb.GetProvenanceRequest, call: Call) -> pb.GetProvenanceResponse:
        """The data of an assertion."""
        asked = convert.get_provenance_from(request)
        return convert.provenance_to(self._use_cases.get_provenance(call.caller, asked))
