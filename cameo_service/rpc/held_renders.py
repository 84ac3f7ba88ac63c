"""HeldRenderService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_client.pb.cameo.v1.held_render_service_pb2_grpc import HeldRenderServiceServicer
from cameo_service.rpc.conversion import MODALITY, USE, digest_from, optional_person_from, owner_question_from, time_of
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent.audience import SetAskingRequest, set_asking
from cameo_service.usecases.render import held
from consent.terms import Answer


class HeldRenderServicer(HeldRenderServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def SetAsking(self, request: pb.SetAskingRequest, call: Call) -> pb.SetAskingResponse:
        """A choice."""
        asked = SetAskingRequest(request.request_id, optional_person_from(request, "owner"), request.each_time)
        return pb.SetAskingResponse(revision=self._writes.run(set_asking, call.caller, asked).token)

    def ListHeldRenders(self, request: pb.ListHeldRendersRequest, call: Call) -> pb.ListHeldRendersResponse:
        """Open questions and unspent yeses."""
        asked = owner_question_from(request)
        reply = self._reads.ask(held.list_held_renders, call.caller, asked)
        return pb.ListHeldRendersResponse(held_renders=map(held_render_to, reply.asked), revision=reply.token)

    def ApproveHeldRender(self, request: pb.ApproveHeldRenderRequest, call: Call) -> pb.ApproveHeldRenderResponse:
        """A yes."""
        asked = held.ApproveHeldRenderRequest(request.request_id, digest_from(request, "held_render_id"))
        reply = self._writes.run(held.approve_held_render, call.caller, asked)
        return pb.ApproveHeldRenderResponse(expire_time=time_of(reply.expires_us), revision=reply.token)

    def DenyHeldRender(self, request: pb.DenyHeldRenderRequest, call: Call) -> pb.DenyHeldRenderResponse:
        """A no."""
        owner, ask = optional_person_from(request, "owner"), digest_from(request, "held_render_id")
        asked = held.DenyHeldRenderRequest(request.request_id, owner, ask)
        reply = self._writes.run(held.deny_held_render, call.caller, asked)
        return pb.DenyHeldRenderResponse(revision=reply.token)


def held_render_to(asked: held.AskedRender) -> pb.HeldRender:
    """One question."""
    row = asked.held
    is_waiting = row.owner_answer is Answer.WAITING
    return pb.HeldRender(
        held_render_id=row.ask,
        requester_id=str(row.requester) if row.requester else "",
        requester_handle=asked.handle or "",
        provider=row.provider,
        prompt=row.prompt,
        modalities=sorted(MODALITY.to_wire(modality) for modality in row.modalities),
        use=USE.to_wire(row.use),
        state=pb.HELD_RENDER_STATE_WAITING if is_waiting else pb.HELD_RENDER_STATE_APPROVED,
        ask_time=time_of(row.asked_us),
        expire_time=time_of(row.ends_us),
    )
