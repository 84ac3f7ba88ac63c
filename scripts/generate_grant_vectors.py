"""Writes proto/testvectors/render_grant.json: render grants that test verifiers in other languages.

The signing key has a fixed seed: it protects nothing.
"""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.errors import VerificationFailure
from cameo_client.pb.cameo.v1 import render_grant_pb2
from cameo_client.render_grant import CLOCK_SKEW_US
from cameo_client.render_grant_claims import (
    LONGEST_RENDER_GRANT_US,
    GrantedSubject,
    Modality,
    RenderGrantClaims,
    Use,
    encode_claims,
    seal_envelope,
    signing_input,
)

VECTORS = Path(__file__).resolve().parent.parent / "proto/testvectors/render_grant.json"
KID = "2026-11"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ISSUED_US = 1_795_000_000_000_000
PROMPT = "@ada plays trumpet among zebras"
ADA = GrantedSubject(UUID(int=1), UUID(int=2), 3, 4, 5, UUID(int=6))
GRANT = RenderGrantClaims(
    deployment=bytes(range(16)),
    incarnation=1,
    audience="generator",
    holder="generator",
    grant_id=UUID(int=7),
    job="job-1",
    prompt_sha256=sha256(PROMPT.encode()).digest(),
    requester=UUID(int=8),
    subjects=(ADA,),
    modalities=frozenset({Modality.FACE, Modality.VOICE}),
    use=Use.PRIVATE,
    issued_us=ISSUED_US,
    expires_us=ISSUED_US + LONGEST_RENDER_GRANT_US,
    global_epoch=2,
)


def sealed(claims: bytes, kid: str = KID) -> bytes:
    """An envelope with a valid signature over these claims."""
    return seal_envelope(kid, claims, KEY.sign(signing_input(kid, claims)))


def _vector(name: str, envelope: bytes, failure: VerificationFailure | None, now_us: int = ISSUED_US) -> dict[str, Any]:
    return {"name": name, "now_us": now_us, "envelope_hex": envelope.hex(), "failure": failure}


def _without(claim: str) -> bytes:
    message = render_grant_pb2.RenderGrantClaims.FromString(encode_claims(GRANT))
    message.ClearField(claim)
    return sealed(message.SerializeToString(deterministic=True))


def _accepted() -> list[dict[str, Any]]:
    anonymous = replace(
        GRANT, requester=None, subjects=(replace(ADA, grant_id=None), replace(ADA, subject_id=UUID(int=9)))
    )
    return [
        _vector("one person, granted", sealed(encode_claims(GRANT)), None),
        _vector("two people, anonymous requester", sealed(encode_claims(anonymous)), None),
        _vector("last microsecond", sealed(encode_claims(GRANT)), None, ISSUED_US + LONGEST_RENDER_GRANT_US - 1),
        _vector("clock behind by the skew allowed", sealed(encode_claims(GRANT)), None, ISSUED_US - CLOCK_SKEW_US),
    ]


def _refused() -> list[dict[str, Any]]:
    claims = encode_claims(GRANT)
    good = sealed(claims)
    unknown_field = b"\xc2\x3e\x01x"  # field 1000, one byte
    why = VerificationFailure
    return [
        _vector("expired", good, why.EXPIRED, ISSUED_US + LONGEST_RENDER_GRANT_US),
        _vector("issued in the future", good, why.NOT_YET_VALID, ISSUED_US - CLOCK_SKEW_US - 1),
        _vector("empty", b"", why.UNKNOWN_KEY),
        _vector("truncated", good[:-1], why.MALFORMED),
        _vector("unknown field in the envelope", good + unknown_field, why.MALFORMED),
        _vector("unknown key", sealed(claims, "2025-01"), why.UNKNOWN_KEY),
        _vector("signature over another context", seal_envelope(KID, claims, KEY.sign(claims)), why.BAD_SIGNATURE),
        _vector("unknown claim", sealed(claims + unknown_field), why.BAD_CLAIMS),
        _vector("a claim twice", sealed(claims + b"\x10\x01"), why.BAD_CLAIMS),
        _vector("audience of another service", sealed(encode_claims(replace(GRANT, audience="b"))), why.WRONG_AUDIENCE),
        _vector("held by another workload", sealed(encode_claims(replace(GRANT, holder="b"))), why.WRONG_HOLDER),
        _vector("another job", sealed(encode_claims(replace(GRANT, job="job-2"))), why.WRONG_JOB),
        _vector("another prompt", sealed(encode_claims(replace(GRANT, prompt_sha256=bytes(32)))), why.WRONG_PROMPT),
        _vector("no people", sealed(encode_claims(replace(GRANT, subjects=()))), why.BAD_CLAIMS),
        _vector("a person twice", sealed(encode_claims(replace(GRANT, subjects=(ADA, ADA)))), why.BAD_CLAIMS),
        _vector(
            "lives too long",
            sealed(encode_claims(replace(GRANT, expires_us=ISSUED_US + LONGEST_RENDER_GRANT_US + 1))),
            why.BAD_CLAIMS,
        ),
        *(
            _vector(f"without {claim}", _without(claim), why.BAD_CLAIMS)
            for claim in render_grant_pb2.RenderGrantClaims.DESCRIPTOR.fields_by_name
        ),
    ]


def vectors() -> dict[str, Any]:
    """The content of the file."""
    return {
        "note": "Verify each envelope with the key and expectations given, at now_us; failure null means accepted.",
        "kid": KID,
        "public_key_hex": KEY.public_key().public_bytes_raw().hex(),
        "expect": {"audience": GRANT.audience, "holder": GRANT.holder, "job": GRANT.job, "prompt": PROMPT},
        "vectors": [*_accepted(), *_refused()],
    }


def rendered() -> str:
    """The text of the file."""
    return json.dumps(vectors(), indent=2) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(rendered())
