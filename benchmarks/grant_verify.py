"""Compares offline verification of a render grant with its bare Ed25519 verification, in CPU time of the same run."""

from collections.abc import Callable
from hashlib import sha256
from time import thread_time
from typing import Any

from cameo_client.pb.cameo.v1 import render_grant_pb2
from cameo_client.render_grant import verify_render_grant
from cameo_client.render_grant_claims import encode_claims, signing_input
from cameo_client.verification_key import VerificationKey, VerificationKeys
from scripts.generate_grant_vectors import GRANT, ISSUED_US, KEY, KID, PROMPT, sealed

TIMES = 50
ROUNDS = 200
"""Short alternating rounds; the best of each counts, because other load on the machine slows the rest."""


def rows() -> list[dict[str, Any]]:
    """`value`, `ratio`: grants of one person verified per CPU second over signatures verified per CPU second."""
    envelope, public = sealed(encode_claims(GRANT)), KEY.public_key()
    keys = VerificationKeys([VerificationKey(KID, public.public_bytes_raw())])
    digest = sha256(PROMPT.encode()).digest()
    sent = render_grant_pb2.RenderGrantEnvelope.FromString(envelope)
    signed = signing_input(sent.kid, sent.claims)

    def ours() -> None:
        verify_render_grant(
            envelope, keys, audience=GRANT.audience, now_us=ISSUED_US, job=GRANT.job, prompt_sha256=digest
        )

    best_ours = best_bare = 1e9
    for _ in range(ROUNDS):
        best_ours = min(best_ours, _seconds(ours))
        best_bare = min(best_bare, _seconds(lambda: public.verify(sent.sig, signed)))
    ratio = round(best_bare / best_ours, 3)
    return [
        {
            "name": "grant_verify_vs_ed25519",
            "value": ratio,
            "unit": "ratio",
            "ratio": ratio,
            "grants_per_second": round(TIMES / best_ours),
            "n": TIMES * ROUNDS,
        }
    ]


def _seconds(step: Callable[[], object]) -> float:
    started = thread_time()
    for _ in range(TIMES):
        step()
    return thread_time() - started


if __name__ == "__main__":
    print(rows())
