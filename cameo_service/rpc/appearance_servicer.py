"""AppearanceService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import appearance_service_pb2 as pb
from cameo_client.pb.cameo.v1.appearance_service_pb2_grpc import AppearanceServiceServicer
from cameo_service.rpc import appearance_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import time_of
from cameo_service.usecases.outputs.acknowledge_takedown import AcknowledgeTakedown
from cameo_service.usecases.outputs.act_on_appearance import ActOnAppearance
from cameo_service.usecases.outputs.list_appearances import ListAppearances
from cameo_service.usecases.outputs.list_takedowns import ListTakedowns
from consent.render_lease import Removal


@dataclass(frozen=True, slots=True)
class AppearanceUseCases:
    """Hiding and deleting are one."""

    list_appearances: ListAppearances
    act_on_appearance: ActOnAppearance
    list_takedowns: ListTakedowns
    acknowledge_takedown: AcknowledgeTakedown


class AppearanceServicer(AppearanceServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: AppearanceUseCases) -> None:
        self._use_cases = use_cases

    def ListAppearances(self, request: pb.ListAppearancesRequest, call: Call) -> pb.ListAppearancesResponse:
        """Where a person appears."""
        reply = self._use_cases.list_appearances(call.caller, convert.list_appearances_from(request))
        return convert.appearances_to(reply)

    def HideAppearance(self, request: pb.HideAppearanceRequest, call: Call) -> pb.HideAppearanceResponse:
        """One output less to see."""
        asked = convert.removal_from(request, Removal.HIDDEN)
        return pb.HideAppearanceResponse(revision=self._use_cases.act_on_appearance(call.caller, asked).token)

    def DeleteAppearance(self, request: pb.DeleteAppearanceRequest, call: Call) -> pb.DeleteAppearanceResponse:
        """One output less."""
        asked = convert.removal_from(request, Removal.DELETED)
        return pb.DeleteAppearanceResponse(revision=self._use_cases.act_on_appearance(call.caller, asked).token)

    def ListTakedowns(self, request: pb.ListTakedownsRequest, call: Call) -> pb.ListTakedownsResponse:
        """Open orders."""
        return convert.takedowns_to(self._use_cases.list_takedowns(call.caller, convert.list_takedowns_from(request)))

    def AcknowledgeTakedown(self, request: pb.AcknowledgeTakedownRequest, call: Call) -> pb.AcknowledgeTakedownResponse:
        """A closed order."""
        reply = self._use_cases.acknowledge_takedown(call.caller, convert.acknowledge_from(request))
        return pb.AcknowledgeTakedownResponse(acknowledge_time=time_of(reply.acknowledged_us), revision=reply.token)
