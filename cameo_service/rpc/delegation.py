"""DelegationService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import delegation_service_pb2 as pb
from cameo_client.pb.cameo.v1.delegation_service_pb2_grpc import DelegationServiceServicer
from cameo_service.rpc.conversion import (
    Vocabulary,
    micros_from,
    optional_person_from,
    owner_question_from,
    person_from,
    time_of,
)
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.stand_ins import delegation
from consent.stand_ins import DelegatedAct, Delegation

ACT = Vocabulary(DelegatedAct, pb.DelegatedAct, "DELEGATED_ACT")


class DelegationServicer(DelegationServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def NameDelegate(self, request: pb.NameDelegateRequest, call: Call) -> pb.NameDelegateResponse:
        """A mandate."""
        asked = delegation.NameDelegateRequest(
            request_id=request.request_id,
            delegate=person_from(request, "delegate"),
            acts=frozenset(ACT.from_wire(number, "acts") for number in request.acts),
            evidence=request.evidence,
            expires_us=micros_from(request, "expire_time"),
        )
        reply = self._writes.run(delegation.name_delegate, call.caller, asked)
        return pb.NameDelegateResponse(revision=reply.token)

    def EndDelegation(self, request: pb.EndDelegationRequest, call: Call) -> pb.EndDelegationResponse:
        """The end of a mandate."""
        owner, delegate = optional_person_from(request, "owner"), person_from(request, "delegate")
        asked = delegation.EndDelegationRequest(request.request_id, owner, delegate)
        reply = self._writes.run(delegation.end_delegation, call.caller, asked)
        return pb.EndDelegationResponse(revision=reply.token)

    def ListDelegations(self, request: pb.ListDelegationsRequest, call: Call) -> pb.ListDelegationsResponse:
        """All mandates."""
        asked = owner_question_from(request)
        reply = self._reads.ask(delegation.list_delegations, call.caller, asked)
        listed = [delegation_to(mandate, reply.handles.get(mandate.delegate, "")) for mandate in reply.delegations]
        return pb.ListDelegationsResponse(delegations=listed, revision=reply.token)


def delegation_to(mandate: Delegation, delegate_handle: str) -> pb.Delegation:
    """One mandate: the delegate, and what they may widen."""
    return pb.Delegation(
        delegate_id=str(mandate.delegate),
        delegate_handle=delegate_handle,
        acts=sorted(ACT.to_wire(act) for act in mandate.acts),
        evidence=mandate.evidence,
        expire_time=time_of(mandate.expires_us),
    )
