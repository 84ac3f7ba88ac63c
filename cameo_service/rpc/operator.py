"""OperatorService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_client.pb.cameo.v1.operator_service_pb2_grpc import OperatorServiceServicer
from cameo_service.rpc.conversion import AGE, person_from
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.operator import brake
from cameo_service.usecases.operator.age import SettleAgeRequest, settle_age


class OperatorServicer(OperatorServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes

    def FreezeEverything(self, request: pb.FreezeEverythingRequest, call: Call) -> pb.FreezeEverythingResponse:
        """A stop of all renders."""
        asked = brake.FreezeEverythingRequest(request.request_id, request.reason)
        reply = self._writes.run(brake.freeze_everything, call.caller, asked)
        return pb.FreezeEverythingResponse(revision=reply.token)

    def UnfreezeEverything(self, request: pb.UnfreezeEverythingRequest, call: Call) -> pb.UnfreezeEverythingResponse:
        """The end of that stop."""
        asked = brake.UnfreezeEverythingRequest(request.request_id, request.reason)
        reply = self._writes.run(brake.unfreeze_everything, call.caller, asked)
        return pb.UnfreezeEverythingResponse(revision=reply.token)

    def SuspendSubject(self, request: pb.SuspendSubjectRequest, call: Call) -> pb.SuspendSubjectResponse:
        """A suspension."""
        asked = brake.SuspendSubjectRequest(request.request_id, person_from(request, "subject"), request.reason)
        reply = self._writes.run(brake.suspend_subject, call.caller, asked)
        return pb.SuspendSubjectResponse(subject_id=str(reply.subject), revision=reply.token)

    def LiftSuspension(self, request: pb.LiftSuspensionRequest, call: Call) -> pb.LiftSuspensionResponse:
        """The end of a suspension."""
        asked = brake.LiftSuspensionRequest(request.request_id, person_from(request, "subject"), request.reason)
        reply = self._writes.run(brake.lift_suspension, call.caller, asked)
        return pb.LiftSuspensionResponse(subject_id=str(reply.subject), revision=reply.token)

    def SettleAge(self, request: pb.SettleAgeRequest, call: Call) -> pb.SettleAgeResponse:
        """An age that the app disputes, or a correction."""
        subject, age = person_from(request, "subject"), AGE.from_wire(request.age, "age")
        asked = SettleAgeRequest(request.request_id, subject, age, request.reason)
        reply = self._writes.run(settle_age, call.caller, asked)
        return pb.SettleAgeResponse(subject_id=str(reply.subject), revision=reply.token)
