"""What a render grant says, its bytes, and its signed envelope. `cameo_client.render_grant` verifies it."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from cameo_client.pb.cameo.v1 import render_grant_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2

LONGEST_RENDER_GRANT_US = 5 * 60 * 1_000_000
"""A render grant is valid for 5 minutes at most: the likeness must be fetched in that time."""
MOST_SUBJECTS = 16

CONTEXT = b"cameo-render-grant/v1"
"""What a signature covers first, so that it is good for nothing else."""


class Modality(StrEnum):
    """The part of a person's likeness that may be rendered."""

    FACE = "face"
    VOICE = "voice"


class Use(StrEnum):
    """The purpose of a render."""

    PRIVATE = "private"
    PUBLISH = "publish"
    REMIX = "remix"
    AD = "ad"


_MODALITY_TO_PB = {Modality.FACE: terms_pb2.MODALITY_FACE, Modality.VOICE: terms_pb2.MODALITY_VOICE}
_MODALITY: dict[int, Modality] = {number: modality for modality, number in _MODALITY_TO_PB.items()}
_MODALITIES = {
    numbers: frozenset(_MODALITY[number] for number in numbers)
    for count in range(1, len(_MODALITY) + 1)
    for numbers in combinations(sorted(_MODALITY), count)
}
"""Every valid list of modalities: at least one, none twice, in rising order."""
_USE_TO_PB = {
    Use.PRIVATE: terms_pb2.USE_PRIVATE,
    Use.PUBLISH: terms_pb2.USE_PUBLISH,
    Use.REMIX: terms_pb2.USE_REMIX,
    Use.AD: terms_pb2.USE_AD,
}
_USE: dict[int, Use] = {number: use for use, number in _USE_TO_PB.items()}
_REQUIRED = tuple(name for name, field in pb.RenderGrantClaims.DESCRIPTOR.fields_by_name.items() if field.has_presence)
_REQUIRED_OF_SUBJECT = tuple(pb.GrantedSubject.DESCRIPTOR.fields_by_name)


class BadClaimsError(Exception):
    """Claims that break the format. `cameo_client.render_grant` turns it into a VerificationError."""


@dataclass(frozen=True, slots=True)
class GrantedSubject:
    """A person that may be rendered. Epochs from 0, enrollment_version from 1. grant_id None: the audience allows."""

    subject_id: UUID
    enrollment_id: UUID
    enrollment_version: int
    owner_epoch: int
    pair_epoch: int
    grant_id: UUID | None


@dataclass(frozen=True, slots=True)
class RenderGrantClaims:
    """What a render grant says. Times in UTC microseconds; the grant is not valid at `expires_us` any more.

    deployment: 16 bytes. prompt_sha256: 32 bytes. requester None: anonymous. global_epoch: how often the operator froze
    everything before.
    """

    deployment: bytes
    incarnation: int
    audience: str
    holder: str
    grant_id: UUID
    job: str
    prompt_sha256: bytes
    requester: UUID | None
    subjects: tuple[GrantedSubject, ...]
    modalities: frozenset[Modality]
    use: Use
    issued_us: int
    expires_us: int
    global_epoch: int


def encode_claims(claims: RenderGrantClaims) -> bytes:
    """The bytes that a grant's signature covers."""
    message = pb.RenderGrantClaims(
        deployment=claims.deployment,
        incarnation=claims.incarnation,
        audience=claims.audience,
        holder=claims.holder,
        grant_id=claims.grant_id.bytes,
        job=claims.job,
        prompt_sha256=claims.prompt_sha256,
        requester=_optional_bytes(claims.requester),
        subjects=[_encode_subject(subject) for subject in claims.subjects],
        modalities=sorted(_MODALITY_TO_PB[modality] for modality in claims.modalities),
        use=_USE_TO_PB[claims.use],
        issued_us=claims.issued_us,
        expires_us=claims.expires_us,
        global_epoch=claims.global_epoch,
    )
    return message.SerializeToString(deterministic=True)


def _encode_subject(subject: GrantedSubject) -> pb.GrantedSubject:
    return pb.GrantedSubject(
        subject_id=subject.subject_id.bytes,
        enrollment_id=subject.enrollment_id.bytes,
        enrollment_version=subject.enrollment_version,
        owner_epoch=subject.owner_epoch,
        pair_epoch=subject.pair_epoch,
        grant_id=_optional_bytes(subject.grant_id),
    )


def _optional_bytes(value: UUID | None) -> bytes:
    return b"" if value is None else value.bytes


def signing_input(kid: str, claims: bytes) -> bytes:
    """The bytes that a grant's signature covers: context, length-prefixed key id, claims."""
    name = kid.encode()
    return CONTEXT + len(name).to_bytes(4, "big") + name + claims


def seal_envelope(kid: str, claims: bytes, signature: bytes) -> bytes:
    """The serialized envelope."""
    return pb.RenderGrantEnvelope(kid=kid, claims=claims, sig=signature).SerializeToString(deterministic=True)


def decode_claims(message: pb.RenderGrantClaims) -> RenderGrantClaims:
    """The claims of a parsed message without unknown fields.

    Raises:
        BadClaimsError: a claim is missing or out of its range.
    """
    _require(message, _REQUIRED)
    claims = RenderGrantClaims(
        deployment=_of_length(message.deployment, 16),
        incarnation=_at_least(message.incarnation, 1),
        audience=_not_empty(message.audience),
        holder=_not_empty(message.holder),
        grant_id=UUID(bytes=_of_length(message.grant_id, 16)),
        job=_not_empty(message.job),
        prompt_sha256=_of_length(message.prompt_sha256, 32),
        requester=_optional_uuid(message.requester),
        subjects=_decode_subjects(message),
        modalities=_decode_modalities(tuple(message.modalities)),
        use=_known_use(message.use),
        issued_us=_at_least(message.issued_us, 1),
        expires_us=message.expires_us,
        global_epoch=_at_least(message.global_epoch, 0),
    )
    if not 0 < claims.expires_us - claims.issued_us <= LONGEST_RENDER_GRANT_US:
        raise BadClaimsError
    return claims


def _require(message: pb.RenderGrantClaims | pb.GrantedSubject, names: tuple[str, ...]) -> None:
    has = message.HasField
    for name in names:  # a generator in all() takes twice as long
        if not has(name):
            raise BadClaimsError


def _decode_subjects(message: pb.RenderGrantClaims) -> tuple[GrantedSubject, ...]:
    subjects = tuple(_decode_subject(subject) for subject in message.subjects)
    if not 1 <= len({subject.subject_id for subject in subjects}) == len(subjects) <= MOST_SUBJECTS:
        raise BadClaimsError
    return subjects


def _decode_subject(message: pb.GrantedSubject) -> GrantedSubject:
    _require(message, _REQUIRED_OF_SUBJECT)
    return GrantedSubject(
        subject_id=UUID(bytes=_of_length(message.subject_id, 16)),
        enrollment_id=UUID(bytes=_of_length(message.enrollment_id, 16)),
        enrollment_version=_at_least(message.enrollment_version, 1),
        owner_epoch=_at_least(message.owner_epoch, 0),
        pair_epoch=_at_least(message.pair_epoch, 0),
        grant_id=_optional_uuid(message.grant_id),
    )


def _decode_modalities(numbers: tuple[int, ...]) -> frozenset[Modality]:
    if numbers not in _MODALITIES:
        raise BadClaimsError
    return _MODALITIES[numbers]


def _known_use(number: int) -> Use:
    if number not in _USE:
        raise BadClaimsError
    return _USE[number]


def _optional_uuid(value: bytes) -> UUID | None:
    return UUID(bytes=_of_length(value, 16)) if value else None


def _of_length(value: bytes, length: int) -> bytes:
    if len(value) != length:
        raise BadClaimsError
    return value


def _at_least(value: int, least: int) -> int:
    if value < least:
        raise BadClaimsError
    return value


def _not_empty(value: str) -> str:
    if not value:
        raise BadClaimsError
    return value
