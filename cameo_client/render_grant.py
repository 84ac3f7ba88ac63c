"""Signed render grants: the envelope, and the one function that says whether to render under it.

Needs no network and no clock: keys and time come in as arguments. Ed25519 (RFC 8032) is the only algorithm; nothing
in the envelope chooses it.
"""

from typing import TypeVar

from cryptography.exceptions import InvalidSignature
from google.protobuf.message import DecodeError, Message

from cameo_client.errors import VerificationError, VerificationFailure
from cameo_client.pb.cameo.v1 import render_grant_pb2 as pb
from cameo_client.render_grant_claims import BadClaimsError, RenderGrantClaims, decode_claims
from cameo_client.verification_key import VerificationKeys

MessageT = TypeVar("MessageT", bound=Message)

CONTEXT = b"cameo-render-grant/v1"
CLOCK_SKEW_US = 5_000_000
"""How far this machine's clock may be behind the signer's. Expiry gets none."""
LONGEST_ENVELOPE_BYTES = 8192
"""Sixteen people with the longest names fit in half of it."""


def signing_input(kid: str, claims: bytes) -> bytes:
    """The bytes a grant's signature covers: context, length-prefixed key id, claims."""
    name = kid.encode()
    return CONTEXT + len(name).to_bytes(4, "big") + name + claims


def seal_envelope(kid: str, claims: bytes, signature: bytes) -> bytes:
    """The envelope as it travels."""
    return pb.RenderGrantEnvelope(kid=kid, claims=claims, sig=signature).SerializeToString(deterministic=True)


def kid_of(envelope: bytes) -> str:
    """The id of the key that an envelope names. Trust it only after the envelope was verified."""
    return _parse(pb.RenderGrantEnvelope(), envelope, VerificationFailure.MALFORMED).kid


def open_render_grant(envelope: bytes, keys: VerificationKeys) -> RenderGrantClaims:
    """The claims of a grant that one of `keys` signed. Judges neither time nor for whom it is.

    Verifies first, then parses exactly the bytes that were verified.

    Raises:
        VerificationError: for every envelope that is not exactly that; never anything else.
    """
    if len(envelope) > LONGEST_ENVELOPE_BYTES:
        raise VerificationError(VerificationFailure.MALFORMED)
    sealed = _parse(pb.RenderGrantEnvelope(), envelope, VerificationFailure.MALFORMED)
    key, public_key = keys.get(sealed.kid)
    try:
        public_key.verify(sealed.sig, signing_input(sealed.kid, sealed.claims))
    except InvalidSignature:
        raise VerificationError(VerificationFailure.BAD_SIGNATURE) from None
    try:
        claims = decode_claims(_parse(pb.RenderGrantClaims(), sealed.claims, VerificationFailure.BAD_CLAIMS))
    except BadClaimsError:
        raise VerificationError(VerificationFailure.BAD_CLAIMS) from None
    key.require_signs_at(claims.issued_us)
    return claims


def verify_render_grant(  # noqa: PLR0913 - every claim is compared, none has a default to forget
    envelope: bytes,
    keys: VerificationKeys,
    *,
    audience: str,
    holder: str | None = None,
    now_us: int,
    job: str,
    prompt_sha256: bytes,
) -> RenderGrantClaims:
    """The claims of a grant that allows this job now.

    Args:
        envelope: what CheckPrompt returned.
        keys: what GetVerificationKeys returned.
        audience: this service's id.
        holder: this workload's identity; None when it is the service id.
        now_us: UTC microseconds.
        job: the job about to be rendered.
        prompt_sha256: SHA-256 of the exact UTF-8 bytes about to be fed to the model.

    Raises:
        VerificationError: do not render.
    """
    claims = open_render_grant(envelope, keys)
    expected = (
        (claims.audience == audience, VerificationFailure.WRONG_AUDIENCE),
        (claims.holder == (audience if holder is None else holder), VerificationFailure.WRONG_HOLDER),
        (claims.job == job, VerificationFailure.WRONG_JOB),
        (claims.prompt_sha256 == prompt_sha256, VerificationFailure.WRONG_PROMPT),
        (claims.issued_us <= now_us + CLOCK_SKEW_US, VerificationFailure.NOT_YET_VALID),
        (now_us < claims.expires_us, VerificationFailure.EXPIRED),
    )
    for holds, failure in expected:
        if not holds:
            raise VerificationError(failure)
    return claims


def _parse(message: MessageT, data: bytes, failure: VerificationFailure) -> MessageT:
    """Parses only bytes that the message itself would write: nothing unknown, nothing twice."""
    try:
        message.ParseFromString(data)
    except DecodeError:
        raise VerificationError(failure) from None
    message.DiscardUnknownFields()
    if message.SerializeToString(deterministic=True) != data:
        raise VerificationError(failure)
    return message
