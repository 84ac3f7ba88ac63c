"""AccessService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import access_service_pb2 as pb
from cameo_client.pb.cameo.v1.access_service_pb2_grpc import AccessServiceServicer
from cameo_service.rpc.conversion import (
    MODALITY,
    USE,
    at_least_from,
    micros_from,
    optional_person_from,
    owner_question_from,
    page_size_from,
    person_from,
    time_of,
)
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent import access_requests
from cameo_service.usecases.consent.preview import PreviewAccessRequest, PreviewedUse, preview_access
from cameo_service.usecases.render.usable import (
    ListUsableLikenesses,
    ListUsableLikenessesRequest,
    UsableLikeness,
)
from consent.verdict import Outcome

_ANSWERS = {
    Outcome.ALLOWED: pb.ACCESS_ANSWER_ALLOWED,
    Outcome.HELD: pb.ACCESS_ANSWER_HELD,
    Outcome.NOT_PERMITTED: pb.ACCESS_ANSWER_REFUSED,
}


class AccessServicer(AccessServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads, list_usable_likenesses: ListUsableLikenesses) -> None:
        self._writes, self._reads = writes, reads
        self._list_usable_likenesses = list_usable_likenesses

    def RequestAccess(self, request: pb.RequestAccessRequest, call: Call) -> pb.RequestAccessResponse:
        """A request."""
        reply = self._writes.run(access_requests.request_access, call.caller, _request_access_from(request))
        return pb.RequestAccessResponse(revision=reply.token)

    def ListAccessRequests(self, request: pb.ListAccessRequestsRequest, call: Call) -> pb.ListAccessRequestsResponse:
        """The open requests."""
        asked = owner_question_from(request)
        reply = self._reads.ask(access_requests.list_access_requests, call.caller, asked)
        return pb.ListAccessRequestsResponse(requests=map(access_request_to, reply.waiting), revision=reply.token)

    def ApproveAccess(self, request: pb.ApproveAccessRequest, call: Call) -> pb.ApproveAccessResponse:
        """A yes."""
        reply = self._writes.run(access_requests.approve_access, call.caller, _approve_from(request))
        return pb.ApproveAccessResponse(grant_id=str(reply.grant_id), revision=reply.token)

    def DenyAccess(self, request: pb.DenyAccessRequest, call: Call) -> pb.DenyAccessResponse:
        """A no."""
        owner, requester = optional_person_from(request, "owner"), person_from(request, "requester")
        asked = access_requests.DenyAccessRequest(request.request_id, owner, requester)
        return pb.DenyAccessResponse(revision=self._writes.run(access_requests.deny_access, call.caller, asked).token)

    def ListUsableLikenesses(
        self, request: pb.ListUsableLikenessesRequest, call: Call
    ) -> pb.ListUsableLikenessesResponse:
        """The people the acting person may render."""
        limit, at_least = page_size_from(request), at_least_from(request)
        asked = ListUsableLikenessesRequest(request.cursor or None, limit, at_least)
        reply = self._list_usable_likenesses(call.caller, asked)
        likenesses = map(_usable_to, reply.usable)
        return pb.ListUsableLikenessesResponse(likenesses=likenesses, cursor=reply.cursor or "", revision=reply.token)

    def PreviewAccess(self, request: pb.PreviewAccessRequest, call: Call) -> pb.PreviewAccessResponse:
        """What a person would be told."""
        owner, requester = optional_person_from(request, "owner"), person_from(request, "requester")
        asked = PreviewAccessRequest(owner, requester, at_least_from(request))
        reply = self._reads.ask(preview_access, call.caller, asked)
        return pb.PreviewAccessResponse(uses=map(_previewed_to, reply.uses), revision=reply.token)


def _previewed_to(previewed: PreviewedUse) -> pb.PreviewedUse:
    return pb.PreviewedUse(
        modality=MODALITY.to_wire(previewed.modality),
        use=USE.to_wire(previewed.use),
        answer=_ANSWERS[previewed.outcome],
    )


def _request_access_from(message: pb.RequestAccessRequest) -> access_requests.RequestAccessRequest:
    return access_requests.RequestAccessRequest(
        request_id=message.request_id,
        owner=person_from(message, "owner"),
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        uses=frozenset(USE.from_wire(number, "uses") for number in message.uses),
    )


def _approve_from(message: pb.ApproveAccessRequest) -> access_requests.ApproveAccessRequest:
    return access_requests.ApproveAccessRequest(
        request_id=message.request_id,
        requester=person_from(message, "requester"),
        expires_us=micros_from(message, "expire_time"),
        provider=message.provider or None,
        asks_each_time=message.asks_each_time,
    )


def access_request_to(waiting: access_requests.WaitingRequest) -> pb.AccessRequest:
    """One open request."""
    wish = waiting.wish
    return pb.AccessRequest(
        requester_id=str(wish.requester),
        requester_handle=waiting.handle or "",
        modalities=sorted(MODALITY.to_wire(modality) for modality in wish.modalities),
        uses=sorted(USE.to_wire(use) for use in wish.uses),
        ask_time=time_of(wish.asked_us),
    )


def _usable_to(usable: UsableLikeness) -> pb.UsableLikeness:
    return pb.UsableLikeness(
        subject_id=str(usable.owner),
        handle=usable.handle or "",
        modalities=sorted(MODALITY.to_wire(modality) for modality in usable.modalities),
    )
