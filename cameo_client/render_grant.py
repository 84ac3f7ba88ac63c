"""Opens signed render grants: `verify_render_grant` says whether a grant allows a job now.

Needs no network and no clock: keys and time are arguments. Ed25519 (RFC 8032) is the only algorithm; the envelope does
not choose one.
"""

from typing import TypeVar

from cryptography.exceptions import InvalidSignature
from google.protobuf.message import DecodeError, Message

from cameo_client.errors import VerificationError, VerificationFailure
from cameo_client.pb.cameo.v1 import render_grant_pb2 as pb
from cameo_client.render_grant_claims import BadClaimsError, RenderGrantClaims, decode_claims, signing_input
from cameo_client.verification_key import VerificationKeys

MessageT = TypeVar("MessageT", bound=Message)

CLOCK_SKEW_US = 5_000_000
"""How far this machine's clock may be behind the signer's. Expiry has no tolerance."""
LONGEST_ENVELOPE_BYTES = 8192
"""Twice what a grant for 16 people with the longest names needs."""


def kid_of(envelope: bytes) -> str:
    """The key id in an envelope. Verify the envelope before you trust it. Raises VerificationError if malformed."""
    return _parse(pb.RenderGrantEnvelope(), envelope, VerificationFailure.MALFORMED).kid


def open_render_grant(envelope: bytes, keys: VerificationKeys) -> RenderGrantClaims:
    """The claims of a grant that one of `keys` signed. Does not compare its time, service, job or prompt.

    Verifies the signature first, then parses exactly the bytes that it covers.

    Raises:
        VerificationError: the grant is malformed, or no key signed it. No bytes raise another error.
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
        envelope: the render grant of CheckPrompt's reply.
        keys: the keys of GetVerificationKeys' reply (`fetch_verification_keys`).
        audience: this generation service's id.
        holder: this workload's identity; None if that is the service id.
        now_us: the current time in UTC microseconds.
        job: the job that is about to run.
        prompt_sha256: SHA-256 of the exact UTF-8 bytes that go to the model.

    Raises:
        VerificationError: the grant does not allow this job now. Do not render.
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
    """Accepts only the bytes that the message itself serializes to: no unknown and no repeated field."""
    try:
        message.ParseFromString(data)
    except DecodeError:
        raise VerificationError(failure) from None
    message.DiscardUnknownFields()
    if message.SerializeToString(deterministic=True) != data:
        raise VerificationError(failure)
    return message
