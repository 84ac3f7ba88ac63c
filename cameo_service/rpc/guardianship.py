"""GuardianService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from collections.abc import Mapping

from cameo_client.pb.cameo.v1 import guardian_service_pb2 as pb
from cameo_client.pb.cameo.v1.guardian_service_pb2_grpc import GuardianServiceServicer
from cameo_service.rpc.conversion import micros_from, optional_person_from, owner_question_from, person_from, time_of
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.stand_ins import guardianship
from consent.identity import SubjectId
from consent.stand_ins import Guardianship


class GuardianServicer(GuardianServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads, become_guardian: guardianship.BecomeGuardian) -> None:
        self._writes, self._reads, self._become_guardian = writes, reads, become_guardian

    def BecomeGuardian(self, request: pb.BecomeGuardianRequest, call: Call) -> pb.BecomeGuardianResponse:
        """A link."""
        asked = guardianship.BecomeGuardianRequest(
            request_id=request.request_id,
            minor=person_from(request, "minor"),
            evidence=request.evidence,
            expires_us=micros_from(request, "expire_time"),
        )
        reply = self._writes.run(self._become_guardian, call.caller, asked)
        return pb.BecomeGuardianResponse(revision=reply.token)

    def EndGuardianship(self, request: pb.EndGuardianshipRequest, call: Call) -> pb.EndGuardianshipResponse:
        """The end of a link."""
        asked = guardianship.EndGuardianshipRequest(request.request_id, optional_person_from(request, "minor"))
        reply = self._writes.run(guardianship.end_guardianship, call.caller, asked)
        return pb.EndGuardianshipResponse(revision=reply.token)

    def ListGuardianships(self, request: pb.ListGuardianshipsRequest, call: Call) -> pb.ListGuardianshipsResponse:
        """All links of one person."""
        asked = owner_question_from(request)
        reply = self._reads.ask(guardianship.list_guardianships, call.caller, asked)
        listed = [guardianship_to(link, reply.handles) for link in reply.links]
        return pb.ListGuardianshipsResponse(guardianships=listed, revision=reply.token)


def guardianship_to(link: Guardianship, handles: Mapping[SubjectId, str]) -> pb.Guardianship:
    """Minor and guardian, with their handles."""
    return pb.Guardianship(
        minor_id=str(link.minor),
        minor_handle=handles.get(link.minor, ""),
        guardian_id=str(link.guardian),
        guardian_handle=handles.get(link.guardian, ""),
        evidence=link.evidence,
        expire_time=time_of(link.expires_us),
    )
