"""Renders that wait for a person's yes, and the answers. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_client.pb.cameo.v1.held_render_service_pb2_grpc import HeldRenderServiceStub


class HeldRenderClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = HeldRenderServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def set_asking(self, request: pb.SetAskingRequest) -> pb.SetAskingResponse:
        """Chooses whether a person is asked before every render."""
        return self._connection.unary(self._stub.SetAsking, request, pb.SetAskingResponse)

    def list_held_renders(self, request: pb.ListHeldRendersRequest) -> pb.ListHeldRendersResponse:
        """What a person was asked."""
        return self._connection.unary(self._stub.ListHeldRenders, request, pb.ListHeldRendersResponse)

    def approve_held_render(self, request: pb.ApproveHeldRenderRequest) -> pb.ApproveHeldRenderResponse:
        """Says yes to one render, on behalf of the acting person."""
        return self._connection.unary(self._stub.ApproveHeldRender, request, pb.ApproveHeldRenderResponse)

    def deny_held_render(self, request: pb.DenyHeldRenderRequest) -> pb.DenyHeldRenderResponse:
        """Says no to one render, or takes a yes back."""
        return self._connection.unary(self._stub.DenyHeldRender, request, pb.DenyHeldRenderResponse)
