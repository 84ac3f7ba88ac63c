"""What happened to anybody, for app backends. The contract says what each call does and how it fails."""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import event_service_pb2 as pb
from cameo_client.pb.cameo.v1.event_service_pb2_grpc import EventServiceStub


class EventClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = EventServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def list_events(self, request: pb.ListEventsRequest) -> pb.ListEventsResponse:
        """A page of the events after a cursor."""
        return self._connection.unary(self._stub.ListEvents, request, pb.ListEventsResponse)
