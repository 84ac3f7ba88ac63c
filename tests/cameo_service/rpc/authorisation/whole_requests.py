"""A whole request for each method, from the contract itself: what is refused is refused for who calls."""

from typing import Any
from uuid import UUID

from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from cameo_client.pb.cameo.v1 import content_class_pb2
from cameo_service.usecases.acting.reads import token_of
from consent.content_classes import CHOOSABLE
from consent.identity import SubjectId
from tests.stores import DEPLOYMENT

NAMES_WHOSE = ("owner", "subject", "minor")
"""Fields that name the person whose likeness or record it is."""
TEXTS = {
    "handle": "another",
    "group": "friends",
    "reason": "an incident",
    "evidence": "a mandate",
    "contact": "person@example.org",
    "what": "a picture",
    "job_id": "job",
    "prompt": "let @ada dance",
    "text": "let @ada dance",
    "notice_version": "1",
    "locale": "en",
    "challenge_language": "en",
    "cursor": "no cursor",
    "revision": token_of(DEPLOYMENT, 1),
    "classifier": "classifier",
    "origin": "https://pages.example",
    "banned_words": "zebra",
}
MAY_STAY_EMPTY = (
    "page_token",
    "at_least_as_fresh",
    "provider",
    "invitation_id",
    "preferences",
    "wishes",
    "capture_token",
    "capture_origin",
)
NOT_TOGETHER = ("read", "without_words")
"""What was read before, which is not what is there; and what no request has that names a language."""
DENIED = [content_class_pb2.ContentClass.Value(f"CONTENT_CLASS_{name.name}") for name in sorted(CHOOSABLE)]
"""All that can be denied, which allows no more than before."""
ID = str(UUID(int=1 << 64))
A_DAY_S = 24 * 3600


class Requests:
    """whose, another: who is named as the person concerned, and as any other, both of one issuer. now_s: UTC."""

    def __init__(self, issuer: str, whose: SubjectId, another: SubjectId, now_s: int) -> None:
        self._issuer, self._whose, self._another, self._now_s = issuer, str(whose), str(another), now_s

    def of(self, wanted: Any, request_id: str = "act") -> Any:
        """The message of a descriptor, with every field that may have to be there."""
        message = message_factory.GetMessageClass(wanted)()
        for field in wanted.fields:
            if field.containing_oneof and field.containing_oneof.fields[0] is not field:
                continue
            if field.name in NOT_TOGETHER:
                continue
            self._fill(message, field, request_id)
        return message

    def _fill(self, message: Any, field: FieldDescriptor, request_id: str) -> None:
        if field.message_type:
            self._fill_message(message, field, field.message_type)
        elif field.type == field.TYPE_STRING:
            if field.name not in MAY_STAY_EMPTY and not field.name.endswith("_assertion"):
                _put(message, field, request_id if field.name == "request_id" else TEXTS.get(field.name, ID))
        elif field.type == field.TYPE_BYTES:
            _put(message, field, bytes(32))
        elif field.name == "denied_classes":
            message.denied_classes.extend(DENIED)
        elif field.type in {field.TYPE_ENUM, field.TYPE_BOOL}:
            _put(message, field, 1)

    def _fill_message(self, message: Any, field: FieldDescriptor, kind: Descriptor) -> None:
        if field.name == "invited":
            message.invited.external.issuer, message.invited.external.sub = self._issuer, "invited"
        elif kind.name == "SubjectRef":
            getattr(message, field.name).subject_id = self._whose if field.name in NAMES_WHOSE else self._another
        elif kind.name == "Timestamp":
            ahead_s = 0 if field.name == "consent_time" else A_DAY_S
            getattr(message, field.name).seconds = self._now_s + ahead_s
        elif not field.is_repeated:
            getattr(message, field.name).CopyFrom(self.of(kind))


def _put(message: Any, field: FieldDescriptor, value: Any) -> None:
    if field.is_repeated:
        getattr(message, field.name).append(value)
    else:
        setattr(message, field.name, value)
