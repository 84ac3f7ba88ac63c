"""Messages of AccessService to use-case requests and back."""

from cameo_client.pb.cameo.v1 import access_service_pb2 as pb
from cameo_service.rpc.conversion import (
    MODALITY,
    USE,
    at_least_from,
    micros_from,
    optional_person_from,
    page_size_from,
    person_from,
    time_of,
)
from cameo_service.usecases.consent.answer_access import ApproveAccessRequest, DenyAccessRequest
from cameo_service.usecases.consent.list_access_requests import (
    AccessRequests,
    ListAccessRequestsRequest,
    WaitingRequest,
)
from cameo_service.usecases.consent.request_access import RequestAccessRequest
from cameo_service.usecases.render.usable import (
    ListUsableLikenessesRequest,
    UsableLikeness,
    UsableLikenesses,
)

DEFAULT_ROWS = 50


def request_access_from(message: pb.RequestAccessRequest) -> RequestAccessRequest:
    """What is asked; whether it asks for anything is the use case's to say."""
    return RequestAccessRequest(
        request_id=message.request_id,
        owner=person_from(message, "owner"),
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        uses=frozenset(USE.from_wire(number, "uses") for number in message.uses),
    )


def list_from(message: pb.ListAccessRequestsRequest) -> ListAccessRequestsRequest:
    """A read of who waits."""
    return ListAccessRequestsRequest(optional_person_from(message, "owner"), at_least_from(message))


def approve_from(message: pb.ApproveAccessRequest) -> ApproveAccessRequest:
    """A yes."""
    requester, end = person_from(message, "requester"), micros_from(message, "expire_time")
    provider, asks = message.provider or None, message.asks_each_time
    return ApproveAccessRequest(message.request_id, requester, end, provider, asks_each_time=asks)


def deny_from(message: pb.DenyAccessRequest) -> DenyAccessRequest:
    """A no."""
    owner = optional_person_from(message, "owner")
    return DenyAccessRequest(message.request_id, owner, person_from(message, "requester"))


def waiting_to(reply: AccessRequests) -> pb.ListAccessRequestsResponse:
    """Who waits."""
    return pb.ListAccessRequestsResponse(requests=map(access_request_to, reply.waiting), revision=reply.token)


def access_request_to(waiting: WaitingRequest) -> pb.AccessRequest:
    """One request."""
    wish = waiting.wish
    return pb.AccessRequest(
        requester_id=str(wish.requester),
        requester_handle=waiting.handle or "",
        modalities=sorted(MODALITY.to_wire(modality) for modality in wish.modalities),
        uses=sorted(USE.to_wire(use) for use in wish.uses),
        ask_time=time_of(wish.asked_us),
    )


def usable_from(message: pb.ListUsableLikenessesRequest) -> ListUsableLikenessesRequest:
    """A read of whom somebody may render."""
    limit = page_size_from(message, DEFAULT_ROWS)
    return ListUsableLikenessesRequest(message.cursor or None, limit, at_least_from(message))


def usable_to(reply: UsableLikenesses) -> pb.ListUsableLikenessesResponse:
    """A page of people."""
    likenesses = map(_usable_to, reply.usable)
    return pb.ListUsableLikenessesResponse(likenesses=likenesses, cursor=reply.cursor or "", revision=reply.token)


def _usable_to(usable: UsableLikeness) -> pb.UsableLikeness:
    return pb.UsableLikeness(
        subject_id=str(usable.owner),
        handle=usable.handle or "",
        modalities=sorted(MODALITY.to_wire(modality) for modality in usable.modalities),
    )
