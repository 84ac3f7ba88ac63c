"""Render grants of the fake service. The signing key is public: the grants protect nothing."""

from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Protocol
from uuid import UUID

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.errors import RefusedError, VerificationError
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_client.render_grant import open_render_grant
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
from cameo_client.verification_key import VerificationKey, VerificationKeys

KID = "fake"
DEPLOYMENT = bytes(16)

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC_KEY = _KEY.public_key().public_bytes_raw()
_KEYS = VerificationKeys([VerificationKey(KID, PUBLIC_KEY)])
_MODALITIES = {terms_pb2.MODALITY_FACE: Modality.FACE, terms_pb2.MODALITY_VOICE: Modality.VOICE}
_USES = {
    terms_pb2.USE_PRIVATE: Use.PRIVATE,
    terms_pb2.USE_PUBLISH: Use.PUBLISH,
    terms_pb2.USE_REMIX: Use.REMIX,
    terms_pb2.USE_AD: Use.AD,
}


class PresentedGrant(Protocol):
    """The fields of every request that presents a grant."""

    render_grant: bytes
    job_id: str
    prompt_sha256: bytes


class FakeGrants:
    """Signs render grants for one generation service."""

    def __init__(self, service_id: str) -> None:
        self._service_id = service_id
        self._numbers = count(1)

    def signed(self, request: pb.CheckPromptRequest, subjects: tuple[GrantedSubject, ...], now_us: int) -> bytes:
        """A grant for the request and these people, valid for the longest time there is."""
        claims = RenderGrantClaims(
            deployment=DEPLOYMENT,
            incarnation=1,
            audience=self._service_id,
            holder=self._service_id,
            grant_id=UUID(int=0),
            job=request.job_id,
            prompt_sha256=sha256(request.prompt.encode()).digest(),
            requester=None,
            subjects=subjects,
            modalities=frozenset(_MODALITIES[number] for number in request.modalities),
            use=_USES[request.use],
            issued_us=now_us,
            expires_us=now_us + LONGEST_RENDER_GRANT_US,
            global_epoch=0,
        )
        return self.signed_anew(claims, now_us)

    def signed_anew(self, claims: RenderGrantClaims, now_us: int) -> bytes:
        """A grant with the same claims and a new id, issued now."""
        renewed = replace(
            claims,
            grant_id=UUID(int=next(self._numbers)),
            issued_us=now_us,
            expires_us=now_us + LONGEST_RENDER_GRANT_US,
        )
        encoded = encode_claims(renewed)
        return seal_envelope(KID, encoded, _KEY.sign(signing_input(KID, encoded)))

    @staticmethod
    def claims(presented: PresentedGrant) -> RenderGrantClaims:
        """The claims of a grant that is presented for its own job and prompt.

        Raises:
            RefusedError: RENDER_GRANT_UNKNOWN if the fake did not sign it, RENDER_GRANT_NOT_YOURS if it is for another
                job or prompt.
        """
        try:
            claims = open_render_grant(presented.render_grant, _KEYS)
        except VerificationError as error:
            raise refusal("RENDER_GRANT_UNKNOWN", grpc.StatusCode.PERMISSION_DENIED) from error
        if (claims.job, claims.prompt_sha256) != (presented.job_id, presented.prompt_sha256):
            raise refusal("RENDER_GRANT_NOT_YOURS", grpc.StatusCode.PERMISSION_DENIED)
        return claims


def refusal(reason: str, status: grpc.StatusCode = grpc.StatusCode.FAILED_PRECONDITION) -> RefusedError:
    """A refusal with a reason of the service. docs/errors.md says what to do for each reason."""
    return RefusedError(status, reason, f"The fake refuses: {reason}.", "")
