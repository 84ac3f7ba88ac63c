"""Messages of HeldRenderService to use-case requests and back."""

from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_service.rpc.conversion import MODALITY, USE, at_least_from, digest_from, optional_person_from, time_of
from cameo_service.usecases.consent.audience import SetAskingRequest
from cameo_service.usecases.render.answer_held_render import ApproveHeldRenderRequest, DenyHeldRenderRequest
from cameo_service.usecases.render.list_held_renders import AskedRender, HeldRenders, ListHeldRendersRequest
from consent.terms import Answer


def set_asking_from(message: pb.SetAskingRequest) -> SetAskingRequest:
    """A choice."""
    return SetAskingRequest(message.request_id, optional_person_from(message, "owner"), message.each_time)


def list_from(message: pb.ListHeldRendersRequest) -> ListHeldRendersRequest:
    """A read of what is held."""
    return ListHeldRendersRequest(optional_person_from(message, "owner"), at_least_from(message))


def approve_from(message: pb.ApproveHeldRenderRequest) -> ApproveHeldRenderRequest:
    """A yes."""
    return ApproveHeldRenderRequest(message.request_id, digest_from(message, "held_render_id"))


def deny_from(message: pb.DenyHeldRenderRequest) -> DenyHeldRenderRequest:
    """A no."""
    owner = optional_person_from(message, "owner")
    return DenyHeldRenderRequest(message.request_id, owner, digest_from(message, "held_render_id"))


def held_to(reply: HeldRenders) -> pb.ListHeldRendersResponse:
    """What is held."""
    return pb.ListHeldRendersResponse(held_renders=map(held_render_to, reply.asked), revision=reply.token)


def held_render_to(asked: AskedRender) -> pb.HeldRender:
    """One question."""
    held = asked.held
    is_waiting = held.owner_answer is Answer.WAITING
    return pb.HeldRender(
        held_render_id=held.ask,
        requester_id=str(held.requester) if held.requester else "",
        requester_handle=asked.handle or "",
        provider=held.provider,
        prompt=held.prompt,
        modalities=sorted(MODALITY.to_wire(modality) for modality in held.modalities),
        use=USE.to_wire(held.use),
        state=pb.HELD_RENDER_STATE_WAITING if is_waiting else pb.HELD_RENDER_STATE_APPROVED,
        ask_time=time_of(held.asked_us),
        expire_time=time_of(held.ends_us),
    )
