"""AppearanceService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import appearance_service_pb2 as pb
from cameo_client.pb.cameo.v1.appearance_service_pb2_grpc import AppearanceServiceServicer
from cameo_service.rpc.conversion import at_least_from, optional_person_from, page_size_from, time_of, uuid_from
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.outputs import appearances, takedowns
from cameo_service.usecases.ports.renders import RenderRow, TakedownId
from consent.identity import RenderGrantId
from consent.render_lease import Removal

REMOVAL = {
    Removal.NONE: pb.REMOVAL_UNSPECIFIED,
    Removal.HIDDEN: pb.REMOVAL_HIDDEN,
    Removal.DELETED: pb.REMOVAL_DELETED,
}


class AppearanceServicer(AppearanceServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def ListAppearances(self, request: pb.ListAppearancesRequest, call: Call) -> pb.ListAppearancesResponse:
        """Where a person appears."""
        owner, limit = optional_person_from(request, "owner"), page_size_from(request)
        asked = appearances.ListAppearancesRequest(owner, limit, at_least_from(request))
        reply = self._reads.ask(appearances.list_appearances, call.caller, asked)
        shown = [
            appearance_to(row, reply.handles.get(row.requester, "") if row.requester else "") for row in reply.rows
        ]
        return pb.ListAppearancesResponse(appearances=shown, revision=reply.token)

    def HideAppearance(self, request: pb.HideAppearanceRequest, call: Call) -> pb.HideAppearanceResponse:
        """An output that is hidden."""
        asked = _removal_from(request, Removal.HIDDEN)
        reply = self._writes.run(appearances.remove_appearance, call.caller, asked)
        return pb.HideAppearanceResponse(revision=reply.token)

    def DeleteAppearance(self, request: pb.DeleteAppearanceRequest, call: Call) -> pb.DeleteAppearanceResponse:
        """An output that is deleted."""
        asked = _removal_from(request, Removal.DELETED)
        reply = self._writes.run(appearances.remove_appearance, call.caller, asked)
        return pb.DeleteAppearanceResponse(revision=reply.token)

    def ListTakedowns(self, request: pb.ListTakedownsRequest, call: Call) -> pb.ListTakedownsResponse:
        """Open orders."""
        owner, limit = optional_person_from(request, "owner"), page_size_from(request)
        asked = takedowns.ListTakedownsRequest(owner, limit, at_least_from(request))
        reply = self._reads.ask(takedowns.list_takedowns, call.caller, asked)
        return pb.ListTakedownsResponse(takedowns=map(takedown_to, reply.takedowns), revision=reply.token)

    def AcknowledgeTakedown(self, request: pb.AcknowledgeTakedownRequest, call: Call) -> pb.AcknowledgeTakedownResponse:
        """A closed order."""
        takedown = TakedownId(uuid_from(request.takedown_id, "takedown_id"))
        asked = takedowns.AcknowledgeTakedownRequest(request.request_id, takedown)
        reply = self._writes.run(takedowns.acknowledge_takedown, call.caller, asked)
        return pb.AcknowledgeTakedownResponse(acknowledge_time=time_of(reply.acknowledged_us), revision=reply.token)


def _removal_from(
    message: pb.HideAppearanceRequest | pb.DeleteAppearanceRequest, removal: Removal
) -> appearances.RemoveAppearanceRequest:
    return appearances.RemoveAppearanceRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        appearance=RenderGrantId(uuid_from(message.appearance_id, "appearance_id")),
        removal=removal,
    )


def takedown_to(takedown: takedowns.OpenTakedown) -> pb.Takedown:
    """One order."""
    order = takedown.order
    return pb.Takedown(
        takedown_id=str(order.takedown_id),
        owner_id=str(order.owner),
        removal=REMOVAL[order.removal],
        order_time=time_of(order.ordered_us),
        due_time=time_of(order.due_us),
        appearance=appearance_to(takedown.render),
    )


def appearance_to(row: RenderRow, requester_handle: str = "") -> pb.Appearance:
    """One output. requester_handle: for the owner alone."""
    return pb.Appearance(
        appearance_id=str(row.render_grant_id),
        output_sha256=row.output_sha256 or b"",
        requester_id=str(row.requester) if row.requester else "",
        requester_handle=requester_handle,
        provider=row.provider,
        draft_time=time_of(row.drafted_us),
        publish_time=time_of(row.published_us),
        removal=REMOVAL[row.removal],
        parent_output_sha256=row.parent_output or b"",
    )
