"""ErasureService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import erasure_service_pb2 as pb
from cameo_client.pb.cameo.v1.erasure_service_pb2_grpc import ErasureServiceServicer
from cameo_service.rpc.conversion import EFFECT, optional_person_from, time_of, uuid_from
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.operator.erasure import (
    EraseSubject,
    EraseSubjectRequest,
    GetErasure,
    GetErasureReply,
)
from cameo_service.usecases.ports.erasure import ErasureId


class ErasureServicer(ErasureServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, erase_subject: EraseSubject, get_erasure: GetErasure) -> None:
        self._writes, self._erase_subject, self._get_erasure = writes, erase_subject, get_erasure

    def EraseSubject(self, request: pb.EraseSubjectRequest, call: Call) -> pb.EraseSubjectResponse:
        """The erasure of a person."""
        effect, subject = EFFECT.from_wire(request.effect, "effect"), optional_person_from(request, "subject")
        asked = EraseSubjectRequest(request.request_id, effect, subject, request.reason)
        reply = self._writes.run(self._erase_subject, call.caller, asked)
        return pb.EraseSubjectResponse(
            erasure_id=str(reply.erasure_id),
            erase_time=time_of(reply.erased_us),
            takedowns=reply.takedowns,
            revision=reply.token,
        )

    def GetErasure(self, request: pb.GetErasureRequest, call: Call) -> pb.GetErasureResponse:
        """Its receipt."""
        return _receipt_to(self._get_erasure(call.caller, ErasureId(uuid_from(request.erasure_id, "erasure_id"))))


def _receipt_to(reply: GetErasureReply) -> pb.GetErasureResponse:
    is_final = reply.row.final_us is not None
    return pb.GetErasureResponse(
        state=pb.ERASURE_STATE_FINAL if is_final else pb.ERASURE_STATE_PENDING,
        erase_time=time_of(reply.row.erased_us),
        final_time=time_of(reply.row.final_us),
        receipt=reply.receipt,
        key_id=reply.key_id,
        signature=reply.signature,
    )
