"""The wire vocabulary that all services share: ids, people, times and closed vocabularies.

Refuses missing and malformed fields; decides nothing.
"""

from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.pb.cameo.v1 import (
    consent_service_pb2,
    content_class_pb2,
    enrollment_service_pb2,
    subject_pb2,
    terms_pb2,
)
from cameo_client.pb.cameo.v1.group_service_pb2 import RevokeGroupRequest
from cameo_service.rpc.front.errors import FieldMalformedError, FieldMissingError
from cameo_service.usecases.acting.person import Account, OwnerQuestion, Person
from consent.content_classes import ContentClass
from consent.handles import Handle
from consent.identity import SubjectId
from consent.owner_act import OwnerAct
from consent.takedown import StopEffect
from consent.terms import AgeClass, Assurance, Audience, Modality, SubjectState, Use
from liveness.challenge.prompts import Direction, PromptKind

Term = TypeVar("Term", bound=Enum)

LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59Z, the last second a Timestamp can hold."""
LONGEST_ACCOUNT_BYTES = 256
"""Of the issuer and of the subject of an account, in UTF-8."""
DEFAULT_ROWS = 50
"""Rows of a page when a request names no page size."""


class Vocabulary(Generic[Term]):
    """A closed vocabulary on both sides of the wire: member NAME is PREFIX_NAME there.

    Raises:
        ValueError: a member has no name on the wire.
    """

    def __init__(self, members: type[Term], wire: EnumTypeWrapper, prefix: str) -> None:
        self._to_wire = {member: wire.Value(f"{prefix}_{member.name}") for member in members}
        self._from_wire = {number: member for member, number in self._to_wire.items()}

    def to_wire(self, member: Term) -> Any:
        """The number on the wire."""
        return self._to_wire[member]

    def from_wire(self, number: int, field: str) -> Term:
        """The member; refuses 0 as missing and unknown numbers as malformed."""
        if number == 0:
            raise FieldMissingError(field)
        if number not in self._from_wire:
            raise FieldMalformedError(field, "choose a value this version knows")
        return self._from_wire[number]


AUDIENCE = Vocabulary(Audience, terms_pb2.Audience, "AUDIENCE")
ASSURANCE = Vocabulary(Assurance, terms_pb2.Assurance, "ASSURANCE")
USE = Vocabulary(Use, terms_pb2.Use, "USE")
MODALITY = Vocabulary(Modality, terms_pb2.Modality, "MODALITY")
CONTENT_CLASS = Vocabulary(ContentClass, content_class_pb2.ContentClass, "CONTENT_CLASS")
AGE = Vocabulary(AgeClass, terms_pb2.AgeClass, "AGE_CLASS")
STATE = Vocabulary(SubjectState, consent_service_pb2.SubjectState, "SUBJECT_STATE")
ACT = Vocabulary(OwnerAct, enrollment_service_pb2.OwnerAct, "OWNER_ACT")
KIND = Vocabulary(PromptKind, enrollment_service_pb2.PromptKind, "PROMPT_KIND")
DIRECTION = Vocabulary(Direction, enrollment_service_pb2.Direction, "DIRECTION")
EFFECT = Vocabulary(StopEffect, consent_service_pb2.StopEffect, "STOP_EFFECT")


def uuid_from(text: str, field: str) -> UUID:
    """An id in its 36-character form and no other spelling."""
    if not text:
        raise FieldMissingError(field)
    try:
        value = UUID(text)
    except ValueError:
        value = None
    if value is None or str(value) != text:
        raise FieldMalformedError(field, "send a UUID as this service wrote it")
    return value


def person_from(message: Any, field: str) -> Person:
    """The person that a required SubjectRef field names."""
    person = optional_person_from(message, field)
    if person is None:
        raise FieldMissingError(field)
    return person


def optional_person_from(message: Any, field: str) -> Person | None:
    """The person that a SubjectRef field names; None when the field is not set."""
    if not message.HasField(field):
        return None
    ref: subject_pb2.SubjectRef = getattr(message, field)
    match ref.WhichOneof("ref"):
        case "subject_id":
            return SubjectId(uuid_from(ref.subject_id, f"{field}.subject_id"))
        case "external":
            issuer, sub = ref.external.issuer, ref.external.sub
            if not all(0 < len(name.encode()) <= LONGEST_ACCOUNT_BYTES for name in (issuer, sub)):
                raise FieldMalformedError(f"{field}.external", "send issuer and sub of 1 to 256 bytes each")
            return Account(issuer, sub)
        case "handle":
            return Handle(ref.handle)
        case _:
            raise FieldMissingError(f"{field}.ref")


def micros_from(message: Any, field: str) -> int | None:
    """UTC microseconds of a Timestamp field; None when it is not set."""
    if not message.HasField(field):
        return None
    time: Timestamp = getattr(message, field)
    if not (0 <= time.seconds <= LAST_SECOND and 0 <= time.nanos < 1_000_000_000):
        raise FieldMalformedError(field, "send a time from 1970 to 9999")
    return time.seconds * 1_000_000 + time.nanos // 1000


def time_of(micros: int | None) -> Timestamp | None:
    """A Timestamp field; None leaves it unset."""
    if micros is None:
        return None
    return Timestamp(seconds=micros // 1_000_000, nanos=micros % 1_000_000 * 1000)


def text_from(message: Any, field: str, most_bytes: int) -> str:
    """A required text."""
    text: str = getattr(message, field)
    if not text:
        raise FieldMissingError(field)
    if len(text.encode()) > most_bytes:
        raise FieldMalformedError(field, f"send at most {most_bytes} bytes")
    return text


def digest_from(message: Any, field: str) -> bytes:
    """A required SHA-256."""
    digest = optional_digest_from(message, field)
    if digest is None:
        raise FieldMissingError(field)
    return digest


def optional_digest_from(message: Any, field: str) -> bytes | None:
    """A SHA-256; None when the field is empty."""
    digest: bytes = getattr(message, field)
    if len(digest) not in (0, 32):
        raise FieldMalformedError(field, "send the 32 bytes of a SHA-256")
    return digest or None


def page_size_from(message: Any, default: int = DEFAULT_ROWS) -> int:
    """How many rows the caller wants; 0 on the wire means `default`."""
    size: int = message.page_size
    if size < 0:
        raise FieldMalformedError("page_size", "ask for 1 to 200 rows, or 0 for the default")
    return size or default


def at_least_from(message: Any) -> str | None:
    """The consistency token of a read; None when the request has none."""
    return message.at_least_as_fresh or None


def owner_question_from(message: Any) -> OwnerQuestion:
    """What is asked about the owner that the message names, or about the acting person."""
    return OwnerQuestion(optional_person_from(message, "owner"), at_least_from(message))


def effect_from(
    message: consent_service_pb2.RevokeAccessRequest | consent_service_pb2.FreezeLikenessRequest | RevokeGroupRequest,
) -> StopEffect:
    """STOP_NEW when the caller names no effect: by default no output that exists is taken down."""
    return EFFECT.from_wire(message.effect, "effect") if message.effect else StopEffect.STOP_NEW
