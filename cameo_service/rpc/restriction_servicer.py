"""RestrictionService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_client.pb.cameo.v1.restriction_service_pb2_grpc import RestrictionServiceServicer
from cameo_service.rpc import restriction_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.usecases.consent.get_names import GetNames
from cameo_service.usecases.consent.get_restrictions import GetRestrictions
from cameo_service.usecases.consent.set_names import SetNames
from cameo_service.usecases.consent.set_restrictions import SetRestrictions


@dataclass(frozen=True, slots=True)
class RestrictionUseCases:
    """One for each method."""

    set_restrictions: SetRestrictions
    get_restrictions: GetRestrictions
    set_names: SetNames
    get_names: GetNames


class RestrictionServicer(RestrictionServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: RestrictionUseCases) -> None:
        self._use_cases = use_cases

    def SetRestrictions(self, request: pb.SetRestrictionsRequest, call: Call) -> pb.SetRestrictionsResponse:
        """Other restrictions."""
        reply = self._use_cases.set_restrictions(call.caller, convert.set_restrictions_from(request))
        return pb.SetRestrictionsResponse(revision=reply.token)

    def GetRestrictions(self, request: pb.GetRestrictionsRequest, call: Call) -> pb.GetRestrictionsResponse:
        """What is restricted."""
        reply = self._use_cases.get_restrictions(call.caller, convert.get_restrictions_from(request))
        return convert.restrictions_to(reply)

    def SetNames(self, request: pb.SetNamesRequest, call: Call) -> pb.SetNamesResponse:
        """Other names."""
        reply = self._use_cases.set_names(call.caller, convert.set_names_from(request))
        return pb.SetNamesResponse(revision=reply.token)

    def GetNames(self, request: pb.GetNamesRequest, call: Call) -> pb.GetNamesResponse:
        """The names."""
        reply = self._use_cases.get_names(call.caller, convert.get_names_from(request))
        return pb.GetNamesResponse(names=reply.names, revision=reply.token)
