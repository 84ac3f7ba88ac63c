"""Which services stand on which port. The wiring hands over servicers; only this edge knows generated code.

Each service stands on one port: calling it on the other is UNIMPLEMENTED, at once and always.
"""

from dataclasses import dataclass

import grpc

from cameo_client.pb.cameo.v1.access_service_pb2_grpc import add_AccessServiceServicer_to_server
from cameo_client.pb.cameo.v1.appearance_service_pb2_grpc import add_AppearanceServiceServicer_to_server
from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import add_ConsentServiceServicer_to_server
from cameo_client.pb.cameo.v1.delegation_service_pb2_grpc import add_DelegationServiceServicer_to_server
from cameo_client.pb.cameo.v1.enrollment_service_pb2_grpc import add_EnrollmentServiceServicer_to_server
from cameo_client.pb.cameo.v1.erasure_service_pb2_grpc import add_ErasureServiceServicer_to_server
from cameo_client.pb.cameo.v1.event_service_pb2_grpc import add_EventServiceServicer_to_server
from cameo_client.pb.cameo.v1.group_service_pb2_grpc import add_GroupServiceServicer_to_server
from cameo_client.pb.cameo.v1.guardian_service_pb2_grpc import add_GuardianServiceServicer_to_server
from cameo_client.pb.cameo.v1.held_render_service_pb2_grpc import add_HeldRenderServiceServicer_to_server
from cameo_client.pb.cameo.v1.history_service_pb2_grpc import add_HistoryServiceServicer_to_server
from cameo_client.pb.cameo.v1.operator_service_pb2_grpc import add_OperatorServiceServicer_to_server
from cameo_client.pb.cameo.v1.removal_service_pb2_grpc import add_RemovalServiceServicer_to_server
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import add_RenderServiceServicer_to_server
from cameo_client.pb.cameo.v1.restriction_service_pb2_grpc import add_RestrictionServiceServicer_to_server
from cameo_client.pb.cameo.v1.review_service_pb2_grpc import add_ReviewServiceServicer_to_server
from cameo_service.rpc.access import AccessServicer
from cameo_service.rpc.appearances import AppearanceServicer
from cameo_service.rpc.consent import ConsentServicer
from cameo_service.rpc.delegation import DelegationServicer
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.rpc.erasure import ErasureServicer
from cameo_service.rpc.events import EventServicer
from cameo_service.rpc.front.server import AddServices
from cameo_service.rpc.groups import GroupServicer
from cameo_service.rpc.guardianship import GuardianServicer
from cameo_service.rpc.held_renders import HeldRenderServicer
from cameo_service.rpc.history import HistoryServicer
from cameo_service.rpc.operator import OperatorServicer
from cameo_service.rpc.removals import RemovalServicer
from cameo_service.rpc.render import RenderServicer
from cameo_service.rpc.restrictions import RestrictionServicer
from cameo_service.rpc.reviews import ReviewServicer


@dataclass(frozen=True, slots=True)
class UnaryServicers:
    """Everything that stands on the port of unary calls."""

    consent: ConsentServicer
    restrictions: RestrictionServicer
    access: AccessServicer
    held: HeldRenderServicer
    groups: GroupServicer
    render: RenderServicer
    appearances: AppearanceServicer
    events: EventServicer
    history: HistoryServicer
    operator: OperatorServicer
    reviews: ReviewServicer
    erasures: ErasureServicer
    removals: RemovalServicer
    delegations: DelegationServicer
    guardians: GuardianServicer


def check_services(unary: UnaryServicers) -> AddServices:
    """For the port of unary calls."""

    def add(server: grpc.aio.Server) -> None:
        add_ConsentServiceServicer_to_server(unary.consent, server)  # type: ignore[no-untyped-call]  # generated
        add_RestrictionServiceServicer_to_server(unary.restrictions, server)  # type: ignore[no-untyped-call]
        add_AccessServiceServicer_to_server(unary.access, server)  # type: ignore[no-untyped-call]
        add_HeldRenderServiceServicer_to_server(unary.held, server)  # type: ignore[no-untyped-call]
        add_ReviewServiceServicer_to_server(unary.reviews, server)  # type: ignore[no-untyped-call]
        add_GroupServiceServicer_to_server(unary.groups, server)  # type: ignore[no-untyped-call]
        add_RenderServiceServicer_to_server(unary.render, server)  # type: ignore[no-untyped-call]
        add_AppearanceServiceServicer_to_server(unary.appearances, server)  # type: ignore[no-untyped-call]
        add_HistoryServiceServicer_to_server(unary.history, server)  # type: ignore[no-untyped-call]
        add_EventServiceServicer_to_server(unary.events, server)  # type: ignore[no-untyped-call]
        add_OperatorServiceServicer_to_server(unary.operator, server)  # type: ignore[no-untyped-call]
        add_ErasureServiceServicer_to_server(unary.erasures, server)  # type: ignore[no-untyped-call]
        add_RemovalServiceServicer_to_server(unary.removals, server)  # type: ignore[no-untyped-call]
        add_DelegationServiceServicer_to_server(unary.delegations, server)  # type: ignore[no-untyped-call]
        add_GuardianServiceServicer_to_server(unary.guardians, server)  # type: ignore[no-untyped-call]

    return add


def recording_service(enrollment: EnrollmentServicer) -> AddServices:
    """For the port of recordings."""

    def add(server: grpc.aio.Server) -> None:
        add_EnrollmentServiceServicer_to_server(enrollment, server)  # type: ignore[no-untyped-call]  # generated

    return add
