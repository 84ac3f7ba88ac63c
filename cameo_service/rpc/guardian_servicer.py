"""GuardianService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import guardian_service_pb2 as pb
from cameo_client.pb.cameo.v1.guardian_service_pb2_grpc import GuardianServiceServicer
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import at_least_from, micros_from, optional_person_from, person_from, time_of
from cameo_service.usecases.stand_ins.become_guardian import (
    BecomeGuardian,
    BecomeGuardianRequest,
    EndGuardianshipRequest,
)
from cameo_service.usecases.stand_ins.list_guardianships import ListGuardianships, ListGuardianshipsRequest
from consent.stand_ins import Guardianship


@dataclass(frozen=True, slots=True)
class GuardianUseCases:
    """What the methods call."""

    become_guardian: BecomeGuardian
    list_guardianships: ListGuardianships


class GuardianServicer(GuardianServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: GuardianUseCases) -> None:
        self._use_cases = use_cases

    def BecomeGuardian(self, request: pb.BecomeGuardianRequest, call: Call) -> pb.BecomeGuardianResponse:
        """A link."""
        asked = BecomeGuardianRequest(
            request_id=request.request_id,
            minor=person_from(request, "minor"),
            evidence=request.evidence,
            expires_us=micros_from(request, "expire_time"),
        )
        return pb.BecomeGuardianResponse(revision=self._use_cases.become_guardian.become(call.caller, asked).token)

    def EndGuardianship(self, request: pb.EndGuardianshipRequest, call: Call) -> pb.EndGuardianshipResponse:
        """Its end."""
        asked = EndGuardianshipRequest(request.request_id, optional_person_from(request, "minor"))
        return pb.EndGuardianshipResponse(revision=self._use_cases.become_guardian.end(call.caller, asked).token)

    def ListGuardianships(self, request: pb.ListGuardianshipsRequest, call: Call) -> pb.ListGuardianshipsResponse:
        """Who speaks for whom."""
        asked = ListGuardianshipsRequest(optional_person_from(request, "owner"), at_least_from(request))
        reply = self._use_cases.list_guardianships(call.caller, asked)
        return pb.ListGuardianshipsResponse(guardianships=map(guardianship_to, reply.links), revision=reply.token)


def guardianship_to(link: Guardianship) -> pb.Guardianship:
    """Who speaks for whom."""
    return pb.Guardianship(
        minor_id=str(link.minor),
        guardian_id=str(link.guardian),
        evidence=link.evidence,
        expire_time=time_of(link.expires_us),
    )
