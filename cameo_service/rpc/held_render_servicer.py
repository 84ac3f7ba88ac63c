"""HeldRenderService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_client.pb.cameo.v1.held_render_service_pb2_grpc import HeldRenderServiceServicer
from cameo_service.rpc import held_render_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import time_of
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent.audience import set_asking
from cameo_service.usecases.render.answer_held_render import AnswerHeldRender
from cameo_service.usecases.render.list_held_renders import ListHeldRenders


@dataclass(frozen=True, slots=True)
class HeldRenderUseCases:
    """What the methods call."""

    writes: Writes
    list_held_renders: ListHeldRenders
    answer_held_render: AnswerHeldRender


class HeldRenderServicer(HeldRenderServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: HeldRenderUseCases) -> None:
        self._use_cases = use_cases

    def SetAsking(self, request: pb.SetAskingRequest, call: Call) -> pb.SetAskingResponse:
        """A choice."""
        reply = self._use_cases.writes.run(set_asking, call.caller, convert.set_asking_from(request))
        return pb.SetAskingResponse(revision=reply.token)

    def ListHeldRenders(self, request: pb.ListHeldRendersRequest, call: Call) -> pb.ListHeldRendersResponse:
        """What is held."""
        return convert.held_to(self._use_cases.list_held_renders(call.caller, convert.list_from(request)))

    def ApproveHeldRender(self, request: pb.ApproveHeldRenderRequest, call: Call) -> pb.ApproveHeldRenderResponse:
        """A yes."""
        reply = self._use_cases.answer_held_render.approve(call.caller, convert.approve_from(request))
        return pb.ApproveHeldRenderResponse(expire_time=time_of(reply.expires_us), revision=reply.token)

    def DenyHeldRender(self, request: pb.DenyHeldRenderRequest, call: Call) -> pb.DenyHeldRenderResponse:
        """A no."""
        reply = self._use_cases.answer_held_render.deny(call.caller, convert.deny_from(request))
        return pb.DenyHeldRenderResponse(revision=reply.token)
