"""Messages of RestrictionService to use-case requests and back."""

from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_service.rpc.conversion import CONTENT_CLASS, at_least_from, optional_person_from
from cameo_service.rpc.errors import FieldMissingError
from cameo_service.usecases.consent.get_names import GetNamesRequest
from cameo_service.usecases.consent.get_restrictions import GetRestrictionsRequest, RestrictionsRead
from cameo_service.usecases.consent.set_names import SetNamesRequest
from cameo_service.usecases.consent.set_restrictions import SetRestrictionsRequest
from consent.restrictions import Restrictions


def set_restrictions_from(message: pb.SetRestrictionsRequest) -> SetRestrictionsRequest:
    """Restrictions of an owner; a missing message must not lift them all."""
    if not message.HasField("restrictions"):
        raise FieldMissingError("restrictions")
    sent = message.restrictions
    denied = frozenset(CONTENT_CLASS.from_wire(number, "restrictions.denied_classes") for number in sent.denied_classes)
    wanted = Restrictions(denied, frozenset(sent.banned_words), sent.preferences, sent.wishes)
    return SetRestrictionsRequest(message.request_id, optional_person_from(message, "owner"), wanted)


def get_restrictions_from(message: pb.GetRestrictionsRequest) -> GetRestrictionsRequest:
    """A read of what is restricted."""
    return GetRestrictionsRequest(optional_person_from(message, "owner"), at_least_from(message))


def restrictions_to(reply: RestrictionsRead) -> pb.GetRestrictionsResponse:
    """What is restricted, of one moment."""
    return pb.GetRestrictionsResponse(restrictions=in_force_to(reply.restrictions), revision=reply.token)


def in_force_to(found: Restrictions) -> pb.Restrictions:
    """What is restricted."""
    return pb.Restrictions(
        denied_classes=sorted(CONTENT_CLASS.to_wire(denied) for denied in found.denied_classes),
        banned_words=sorted(found.banned_words),
        preferences=found.preferences,
        wishes=found.wishes,
    )


def set_names_from(message: pb.SetNamesRequest) -> SetNamesRequest:
    """Names of an owner."""
    return SetNamesRequest(message.request_id, optional_person_from(message, "owner"), frozenset(message.names))


def get_names_from(message: pb.GetNamesRequest) -> GetNamesRequest:
    """A read of the names."""
    return GetNamesRequest(optional_person_from(message, "owner"), at_least_from(message))
