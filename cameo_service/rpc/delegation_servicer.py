"""DelegationService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import delegation_service_pb2 as pb
from cameo_client.pb.cameo.v1.delegation_service_pb2_grpc import DelegationServiceServicer
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import (
    Vocabulary,
    at_least_from,
    micros_from,
    optional_person_from,
    person_from,
    time_of,
)
from cameo_service.usecases.stand_ins.list_delegations import ListDelegations, ListDelegationsRequest
from cameo_service.usecases.stand_ins.name_delegate import EndDelegationRequest, NameDelegate, NameDelegateRequest
from consent.stand_ins import DelegatedAct, Delegation

ACT = Vocabulary(DelegatedAct, pb.DelegatedAct, "DELEGATED_ACT")


@dataclass(frozen=True, slots=True)
class DelegationUseCases:
    """What the methods call."""

    name_delegate: NameDelegate
    list_delegations: ListDelegations


class DelegationServicer(DelegationServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: DelegationUseCases) -> None:
        self._use_cases = use_cases

    def NameDelegate(self, request: pb.NameDelegateRequest, call: Call) -> pb.NameDelegateResponse:
        """A mandate."""
        asked = NameDelegateRequest(
            request_id=request.request_id,
            delegate=person_from(request, "delegate"),
            acts=frozenset(ACT.from_wire(number, "acts") for number in request.acts),
            evidence=request.evidence,
            expires_us=micros_from(request, "expire_time"),
        )
        return pb.NameDelegateResponse(revision=self._use_cases.name_delegate.name(call.caller, asked).token)

    def EndDelegation(self, request: pb.EndDelegationRequest, call: Call) -> pb.EndDelegationResponse:
        """Its end."""
        owner, delegate = optional_person_from(request, "owner"), person_from(request, "delegate")
        asked = EndDelegationRequest(request.request_id, owner, delegate)
        return pb.EndDelegationResponse(revision=self._use_cases.name_delegate.end(call.caller, asked).token)

    def ListDelegations(self, request: pb.ListDelegationsRequest, call: Call) -> pb.ListDelegationsResponse:
        """Who acts."""
        asked = ListDelegationsRequest(optional_person_from(request, "owner"), at_least_from(request))
        reply = self._use_cases.list_delegations(call.caller, asked)
        return pb.ListDelegationsResponse(delegations=map(delegation_to, reply.delegations), revision=reply.token)


def delegation_to(delegation: Delegation) -> pb.Delegation:
    """Who acts, and for what."""
    return pb.Delegation(
        delegate_id=str(delegation.delegate),
        acts=sorted(ACT.to_wire(act) for act in delegation.acts),
        evidence=delegation.evidence,
        expire_time=time_of(delegation.expires_us),
    )
