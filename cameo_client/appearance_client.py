"""Where a person appears, and what has to be taken down. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as pb
from cameo_client.pb.cameo.v1.appearance_service_pb2_grpc import AppearanceServiceStub


class AppearanceClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = AppearanceServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def list_appearances(self, request: pb.ListAppearancesRequest) -> pb.ListAppearancesResponse:
        """Every committed output that shows a person."""
        return self._connection.unary(self._stub.ListAppearances, request, pb.ListAppearancesResponse)

    def hide_appearance(self, request: pb.HideAppearanceRequest) -> pb.HideAppearanceResponse:
        """Orders one output hidden."""
        return self._connection.unary(self._stub.HideAppearance, request, pb.HideAppearanceResponse)

    def delete_appearance(self, request: pb.DeleteAppearanceRequest) -> pb.DeleteAppearanceResponse:
        """Orders one output deleted."""
        return self._connection.unary(self._stub.DeleteAppearance, request, pb.DeleteAppearanceResponse)

    def list_takedowns(self, request: pb.ListTakedownsRequest) -> pb.ListTakedownsResponse:
        """Orders that the app has not acknowledged."""
        return self._connection.unary(self._stub.ListTakedowns, request, pb.ListTakedownsResponse)

    def acknowledge_takedown(self, request: pb.AcknowledgeTakedownRequest) -> pb.AcknowledgeTakedownResponse:
        """Says that an order was carried out."""
        return self._connection.unary(self._stub.AcknowledgeTakedown, request, pb.AcknowledgeTakedownResponse)
