"""Render grants. An accept: bytes that our key did not sign are verified, or it signed claims that break the format."""

from dataclasses import replace
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.errors import VerificationError
from cameo_client.pb.cameo.v1 import render_grant_pb2 as pb
from cameo_client.render_grant import open_render_grant
from cameo_client.render_grant_claims import (
    LONGEST_RENDER_GRANT_US,
    MOST_SUBJECTS,
    GrantedSubject,
    Modality,
    RenderGrantClaims,
    Use,
    encode_claims,
    seal_envelope,
    signing_input,
)
from cameo_client.verification_key import VerificationKey, VerificationKeys
from tests.fuzz.target import require

KID = "one"
_OURS, _STRANGERS = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (0, 1))
_KEYS = VerificationKeys([VerificationKey(KID, _OURS.public_key().public_bytes_raw(), 0, None, None)])
_ADA = GrantedSubject(UUID(int=2), UUID(int=3), 4, 5, 6, UUID(int=7))
CLAIMS = RenderGrantClaims(
    deployment=bytes(range(16)),
    incarnation=1,
    audience="studio",
    holder="studio",
    grant_id=UUID(int=1),
    job="job",
    prompt_sha256=bytes(range(32)),
    requester=UUID(int=9),
    subjects=(_ADA, replace(_ADA, subject_id=UUID(int=8), grant_id=None)),
    modalities=frozenset(Modality),
    use=Use.PRIVATE,
    issued_us=10,
    expires_us=11,
    global_epoch=0,
)


def signed(claims: bytes, key: Ed25519PrivateKey = _OURS) -> bytes:
    """The envelope of these bytes, under our key's name."""
    return seal_envelope(KID, claims, key.sign(signing_input(KID, claims)))


_SIGNED = frozenset(
    signed(encode_claims(claims)) for claims in (CLAIMS, replace(CLAIMS, requester=None, subjects=(_ADA,), use=Use.AD))
)
SEEDS = (
    *(b"\0" + envelope for envelope in sorted(_SIGNED)),
    b"\1" + encode_claims(CLAIMS),
    b"\2" + encode_claims(CLAIMS),
)


def attempt(data: bytes) -> None:
    """An envelope, or claims that our key signed, or claims that another key signed under our key's name."""
    kind, given = data[:1], data[1:]
    if kind == b"\1":
        _try_claims(given)
        return
    envelope = signed(given, _STRANGERS) if kind == b"\2" else given
    try:
        open_render_grant(envelope, _KEYS)
    except VerificationError:
        return
    require(holds=envelope in _SIGNED, otherwise="a grant that our key did not sign is verified")


def _try_claims(given: bytes) -> None:
    """The slow reading: what was taken is spelled in exactly these bytes, and each claim is in its range."""
    try:
        claims = open_render_grant(signed(given), _KEYS)
    except VerificationError:
        return
    require(holds=encode_claims(claims) == given, otherwise="claims are read otherwise than they are spelled")
    message = pb.RenderGrantClaims.FromString(given)
    subjects = {subject.subject_id for subject in message.subjects}
    ranges = (
        (len(message.deployment), len(message.grant_id), len(message.prompt_sha256)) == (16, 16, 32),
        len(message.requester) in {0, 16},
        1 <= len(subjects) == len(message.subjects) <= MOST_SUBJECTS,
        all(len(subject) == 16 for subject in subjects),
        0 < message.expires_us - message.issued_us <= LONGEST_RENDER_GRANT_US,
        all((message.audience, message.holder, message.job, message.modalities, message.use)),
    )
    require(holds=all(ranges), otherwise="claims out of their range are taken")
