"""EventService on the wire: messages to the use case and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import event_service_pb2 as pb
from cameo_client.pb.cameo.v1.event_service_pb2_grpc import EventServiceServicer
from cameo_service.rpc.appearances import REMOVAL
from cameo_service.rpc.conversion import FieldMalformedError, time_of
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.records.events import ListedEvent, ListEvents, ListEventsRequest

DEFAULT_EVENTS = 100


class EventServicer(EventServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, list_events: ListEvents) -> None:
        self._list_events = list_events

    def ListEvents(self, request: pb.ListEventsRequest, call: Call) -> pb.ListEventsResponse:
        """A page of what happened."""
        if request.page_size < 0:
            raise FieldMalformedError("page_size", "send 1 to 500, or nothing")
        asked = ListEventsRequest(request.cursor or None, request.page_size or DEFAULT_EVENTS)
        reply = self._list_events(call.caller, asked)
        return pb.ListEventsResponse(events=[_event(event) for event in reply.events], cursor=reply.cursor)


def _event(event: ListedEvent) -> pb.Event:
    row = event.row
    return pb.Event(
        event_id=event.event_id,
        kind=row.kind,
        owner_id=str(row.owner),
        actor_id=str(row.actor) if row.actor else "",
        provider=row.provider,
        event_time=time_of(row.at_us),
        grant_id=str(row.grant_id or ""),
        takedown_id=str(row.takedown_id or ""),
        output_sha256=row.output_sha256 or b"",
        due_time=time_of(row.due_us),
        count=row.count or 0,
        removal=REMOVAL[row.removal],
    )
