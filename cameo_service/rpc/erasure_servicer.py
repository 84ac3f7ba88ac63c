"""ErasureService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import erasure_service_pb2 as pb
from cameo_client.pb.cameo.v1.erasure_service_pb2_grpc import ErasureServiceServicer
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import EFFECT, optional_person_from, time_of, uuid_from
from cameo_service.usecases.operator.erase_subject import EraseSubject, EraseSubjectRequest
from cameo_service.usecases.operator.get_erasure import GetErasure, GetErasureReply
from cameo_service.usecases.ports.erasure import ErasureId


@dataclass(frozen=True, slots=True)
class ErasureUseCases:
    """What the methods call."""

    erase_subject: EraseSubject
    get_erasure: GetErasure


class ErasureServicer(ErasureServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: ErasureUseCases) -> None:
        self._use_cases = use_cases

    def EraseSubject(self, request: pb.EraseSubjectRequest, call: Call) -> pb.EraseSubjectResponse:
        """The end of a person here."""
        effect, subject = EFFECT.from_wire(request.effect, "effect"), optional_person_from(request, "subject")
        asked = EraseSubjectRequest(request.request_id, effect, subject, request.reason)
        reply = self._use_cases.erase_subject(call.caller, asked)
        return pb.EraseSubjectResponse(
            erasure_id=str(reply.erasure_id),
            erase_time=time_of(reply.erased_us),
            takedowns=reply.takedowns,
            revision=reply.token,
        )

    def GetErasure(self, request: pb.GetErasureRequest, call: Call) -> pb.GetErasureResponse:
        """The receipt of it."""
        erasure_id = ErasureId(uuid_from(request.erasure_id, "erasure_id"))
        return _receipt_to(self._use_cases.get_erasure(call.caller, erasure_id))


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
