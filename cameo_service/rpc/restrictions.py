"""RestrictionService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_client.pb.cameo.v1.restriction_service_pb2_grpc import RestrictionServiceServicer
from cameo_service.rpc.conversion import CONTENT_CLASS, optional_person_from, owner_question_from
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import FieldMissingError
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent import names, restrictions
from consent.restrictions import Restrictions


class RestrictionServicer(RestrictionServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads, set_names: names.SetNames) -> None:
        self._writes, self._reads, self._set_names = writes, reads, set_names

    def SetRestrictions(self, request: pb.SetRestrictionsRequest, call: Call) -> pb.SetRestrictionsResponse:
        """New restrictions in place of the old ones."""
        if not request.HasField("restrictions"):
            # It would otherwise lift every restriction.
            raise FieldMissingError("restrictions")
        wanted = _restrictions_from(request.restrictions, "restrictions")
        read = _restrictions_from(request.read, "read") if request.HasField("read") else None
        owner = optional_person_from(request, "owner")
        asked = restrictions.SetRestrictionsRequest(request.request_id, owner, wanted, read)
        reply = self._writes.run(restrictions.set_restrictions, call.caller, asked)
        return pb.SetRestrictionsResponse(revision=reply.token)

    def GetRestrictions(self, request: pb.GetRestrictionsRequest, call: Call) -> pb.GetRestrictionsResponse:
        """What is restricted."""
        asked = owner_question_from(request)
        reply = self._reads.ask(restrictions.get_restrictions, call.caller, asked)
        return pb.GetRestrictionsResponse(restrictions=in_force_to(reply.restrictions), revision=reply.token)

    def SetNames(self, request: pb.SetNamesRequest, call: Call) -> pb.SetNamesResponse:
        """New names in place of the old ones."""
        owner = optional_person_from(request, "owner")
        asked = names.SetNamesRequest(request.request_id, owner, frozenset(request.names))
        return pb.SetNamesResponse(revision=self._writes.run(self._set_names, call.caller, asked).token)

    def GetNames(self, request: pb.GetNamesRequest, call: Call) -> pb.GetNamesResponse:
        """The names."""
        asked = owner_question_from(request)
        reply = self._reads.ask(names.get_names, call.caller, asked)
        return pb.GetNamesResponse(names=reply.names, revision=reply.token)


def _restrictions_from(sent: pb.Restrictions, field: str) -> Restrictions:
    denied = frozenset(CONTENT_CLASS.from_wire(number, f"{field}.denied_classes") for number in sent.denied_classes)
    return Restrictions(denied, frozenset(sent.banned_words), sent.preferences, sent.wishes)


def in_force_to(found: Restrictions) -> pb.Restrictions:
    """What is restricted."""
    return pb.Restrictions(
        denied_classes=sorted(CONTENT_CLASS.to_wire(denied) for denied in found.denied_classes),
        banned_words=sorted(found.banned_words),
        preferences=found.preferences,
        wishes=found.wishes,
    )
