"""OperatorService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_client.pb.cameo.v1.operator_service_pb2_grpc import OperatorServiceServicer
from cameo_service.rpc.conversion import AGE, at_least_from, page_size_from, person_from
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.operator import brake, names
from cameo_service.usecases.operator.age import SettleAgeRequest, settle_age
from cameo_service.usecases.ports.subjects import NameRow


class OperatorServicer(OperatorServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes = writes
        self._reads = reads

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

    def ListNames(self, request: pb.ListNamesRequest, call: Call) -> pb.ListNamesResponse:
        """Names by the prompts that they refused."""
        asked = names.ListNamesRequest(page_size_from(request), at_least_from(request))
        reply = self._reads.ask(names.list_names, call.caller, asked)
        return pb.ListNamesResponse(names=map(_name_to, reply.rows), revision=reply.token)

    def VouchForNames(self, request: pb.VouchForNamesRequest, call: Call) -> pb.VouchForNamesResponse:
        """The operator's word for a person's names."""
        asked = names.VouchForNamesRequest(request.request_id, person_from(request, "subject"), request.reason)
        reply = self._writes.run(names.vouch_for_names, call.caller, asked)
        return pb.VouchForNamesResponse(subject_id=str(reply.subject), revision=reply.token)

    def WithdrawVouch(self, request: pb.WithdrawVouchRequest, call: Call) -> pb.WithdrawVouchResponse:
        """The end of that word."""
        asked = names.WithdrawVouchRequest(request.request_id, person_from(request, "subject"), request.reason)
        reply = self._writes.run(names.withdraw_vouch, call.caller, asked)
        return pb.WithdrawVouchResponse(subject_id=str(reply.subject), revision=reply.token)


def _name_to(row: NameRow) -> pb.RefusingName:
    return pb.RefusingName(
        subject_id=str(row.owner),
        name=row.name.text,
        refused_prompts=row.refused,
        counts=row.counts,
        vouched=row.is_vouched,
    )
