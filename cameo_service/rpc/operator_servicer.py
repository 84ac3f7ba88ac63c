"""OperatorService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_client.pb.cameo.v1.operator_service_pb2_grpc import OperatorServiceServicer
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import person_from
from cameo_service.usecases.operator.freeze_everything import (
    FreezeEverything,
    FreezeEverythingRequest,
    UnfreezeEverythingRequest,
)
from cameo_service.usecases.operator.suspend_subject import LiftSuspensionRequest, SuspendSubject, SuspendSubjectRequest


@dataclass(frozen=True, slots=True)
class OperatorUseCases:
    """What the methods call."""

    freeze_everything: FreezeEverything
    suspend_subject: SuspendSubject


class OperatorServicer(OperatorServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: OperatorUseCases) -> None:
        self._use_cases = use_cases

    def FreezeEverything(self, request: pb.FreezeEverythingRequest, call: Call) -> pb.FreezeEverythingResponse:
        """Everybody is denied."""
        asked = FreezeEverythingRequest(request.request_id, request.reason)
        reply = self._use_cases.freeze_everything.freeze(call.caller, asked)
        return pb.FreezeEverythingResponse(revision=reply.token)

    def UnfreezeEverything(self, request: pb.UnfreezeEverythingRequest, call: Call) -> pb.UnfreezeEverythingResponse:
        """What people allow is allowed again."""
        asked = UnfreezeEverythingRequest(request.request_id, request.reason)
        reply = self._use_cases.freeze_everything.unfreeze(call.caller, asked)
        return pb.UnfreezeEverythingResponse(revision=reply.token)

    def SuspendSubject(self, request: pb.SuspendSubjectRequest, call: Call) -> pb.SuspendSubjectResponse:
        """A suspension."""
        asked = SuspendSubjectRequest(request.request_id, person_from(request, "subject"), request.reason)
        reply = self._use_cases.suspend_subject.suspend(call.caller, asked)
        return pb.SuspendSubjectResponse(subject_id=str(reply.subject), revision=reply.token)

    def LiftSuspension(self, request: pb.LiftSuspensionRequest, call: Call) -> pb.LiftSuspensionResponse:
        """Its end."""
        asked = LiftSuspensionRequest(request.request_id, person_from(request, "subject"), request.reason)
        reply = self._use_cases.suspend_subject.lift(call.caller, asked)
        return pb.LiftSuspensionResponse(subject_id=str(reply.subject), revision=reply.token)
