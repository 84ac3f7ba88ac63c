"""Messages of AppearanceService to use-case requests and back."""

from cameo_client.pb.cameo.v1 import appearance_service_pb2 as pb
from cameo_service.rpc.conversion import at_least_from, optional_person_from, page_size_from, time_of, uuid_from
from cameo_service.usecases.outputs.acknowledge_takedown import AcknowledgeTakedownRequest
from cameo_service.usecases.outputs.act_on_appearance import ActOnAppearanceRequest
from cameo_service.usecases.outputs.list_appearances import ListAppearancesReply, ListAppearancesRequest
from cameo_service.usecases.outputs.list_takedowns import ListTakedownsReply, ListTakedownsRequest, OpenTakedown
from cameo_service.usecases.ports.renders import RenderRow, TakedownId
from consent.identity import RenderGrantId
from consent.render_lease import Removal

DEFAULT_ROWS = 50
REMOVAL = {
    Removal.NONE: pb.REMOVAL_UNSPECIFIED,
    Removal.HIDDEN: pb.REMOVAL_HIDDEN,
    Removal.DELETED: pb.REMOVAL_DELETED,
}


def list_appearances_from(message: pb.ListAppearancesRequest) -> ListAppearancesRequest:
    """Raises FieldMissingError or FieldMalformedError, as every function here does."""
    owner = optional_person_from(message, "owner")
    return ListAppearancesRequest(owner, page_size_from(message, DEFAULT_ROWS), at_least_from(message))


def removal_from(
    message: pb.HideAppearanceRequest | pb.DeleteAppearanceRequest, removal: Removal
) -> ActOnAppearanceRequest:
    """An output to be removed."""
    return ActOnAppearanceRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        appearance=RenderGrantId(uuid_from(message.appearance_id, "appearance_id")),
        removal=removal,
    )


def list_takedowns_from(message: pb.ListTakedownsRequest) -> ListTakedownsRequest:
    """A read of open orders."""
    owner = optional_person_from(message, "owner")
    return ListTakedownsRequest(owner, page_size_from(message, DEFAULT_ROWS), at_least_from(message))


def acknowledge_from(message: pb.AcknowledgeTakedownRequest) -> AcknowledgeTakedownRequest:
    """An order that was carried out."""
    takedown = TakedownId(uuid_from(message.takedown_id, "takedown_id"))
    return AcknowledgeTakedownRequest(message.request_id, takedown)


def appearances_to(reply: ListAppearancesReply) -> pb.ListAppearancesResponse:
    """Where a person appears."""
    shown = [appearance_to(row, reply.handles.get(row.requester, "") if row.requester else "") for row in reply.rows]
    return pb.ListAppearancesResponse(appearances=shown, revision=reply.token)


def takedowns_to(reply: ListTakedownsReply) -> pb.ListTakedownsResponse:
    """Open orders."""
    return pb.ListTakedownsResponse(
        takedowns=[takedown_to(takedown) for takedown in reply.takedowns], revision=reply.token
    )


def takedown_to(takedown: OpenTakedown) -> pb.Takedown:
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
