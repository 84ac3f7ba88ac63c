"""RemovalService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import removal_service_pb2 as pb
from cameo_client.pb.cameo.v1.removal_service_pb2_grpc import RemovalServiceServicer
from cameo_service.rpc import removal_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import time_of
from cameo_service.usecases.outputs.answer_removal import AnswerRemoval
from cameo_service.usecases.outputs.file_removal import FileRemoval
from cameo_service.usecases.outputs.list_removals import ListRemovals


@dataclass(frozen=True, slots=True)
class RemovalUseCases:
    """What the methods call."""

    file_removal: FileRemoval
    list_removals: ListRemovals
    answer_removal: AnswerRemoval


class RemovalServicer(RemovalServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: RemovalUseCases) -> None:
        self._use_cases = use_cases

    def FileRemoval(self, request: pb.FileRemovalRequest, call: Call) -> pb.FileRemovalResponse:
        """A request."""
        reply = self._use_cases.file_removal(call.caller, convert.file_from(request))
        return pb.FileRemovalResponse(
            removal_id=str(reply.removal_id), due_time=time_of(reply.due_us), revision=reply.token
        )

    def ListRemovals(self, request: pb.ListRemovalsRequest, call: Call) -> pb.ListRemovalsResponse:
        """What waits."""
        return convert.removals_to(self._use_cases.list_removals(call.caller, convert.list_from(request)))

    def OrderRemoval(self, request: pb.OrderRemovalRequest, call: Call) -> pb.OrderRemovalResponse:
        """A yes."""
        reply = self._use_cases.answer_removal.order(call.caller, convert.order_from(request))
        unknown = map(bytes.fromhex, reply.unknown)
        return pb.OrderRemovalResponse(takedowns=reply.takedowns, unknown_output_sha256s=unknown, revision=reply.token)

    def RefuseRemoval(self, request: pb.RefuseRemovalRequest, call: Call) -> pb.RefuseRemovalResponse:
        """A no."""
        reply = self._use_cases.answer_removal.refuse(call.caller, convert.refuse_from(request))
        return pb.RefuseRemovalResponse(revision=reply.token)
