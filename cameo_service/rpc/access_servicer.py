"""AccessService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import access_service_pb2 as pb
from cameo_client.pb.cameo.v1.access_service_pb2_grpc import AccessServiceServicer
from cameo_service.rpc import access_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.usecases.consent.answer_access import AnswerAccess
from cameo_service.usecases.consent.list_access_requests import ListAccessRequests
from cameo_service.usecases.consent.request_access import RequestAccess
from cameo_service.usecases.render.usable import ListUsableLikenesses


@dataclass(frozen=True, slots=True)
class AccessUseCases:
    """What the methods call."""

    request_access: RequestAccess
    list_access_requests: ListAccessRequests
    answer_access: AnswerAccess
    list_usable_likenesses: ListUsableLikenesses


class AccessServicer(AccessServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: AccessUseCases) -> None:
        self._use_cases = use_cases

    def RequestAccess(self, request: pb.RequestAccessRequest, call: Call) -> pb.RequestAccessResponse:
        """A request."""
        reply = self._use_cases.request_access(call.caller, convert.request_access_from(request))
        return pb.RequestAccessResponse(revision=reply.token)

    def ListAccessRequests(self, request: pb.ListAccessRequestsRequest, call: Call) -> pb.ListAccessRequestsResponse:
        """Who waits."""
        return convert.waiting_to(self._use_cases.list_access_requests(call.caller, convert.list_from(request)))

    def ApproveAccess(self, request: pb.ApproveAccessRequest, call: Call) -> pb.ApproveAccessResponse:
        """A yes."""
        reply = self._use_cases.answer_access.approve(call.caller, convert.approve_from(request))
        return pb.ApproveAccessResponse(grant_id=str(reply.grant_id), revision=reply.token)

    def DenyAccess(self, request: pb.DenyAccessRequest, call: Call) -> pb.DenyAccessResponse:
        """A no."""
        reply = self._use_cases.answer_access.deny(call.caller, convert.deny_from(request))
        return pb.DenyAccessResponse(revision=reply.token)

    def ListUsableLikenesses(
        self, request: pb.ListUsableLikenessesRequest, call: Call
    ) -> pb.ListUsableLikenessesResponse:
        """Whom somebody may render."""
        return convert.usable_to(self._use_cases.list_usable_likenesses(call.caller, convert.usable_from(request)))
