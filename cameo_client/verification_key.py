"""The public keys that render grants are verified with."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cameo_client.errors import VerificationError, VerificationFailure
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.services.render import RenderClient


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """One key: id, 32 raw Ed25519 bytes, and when it signs.

    Times in UTC microseconds. not_after_us None: it still signs. revoked_us None: it was not revoked.
    """

    kid: str
    public_key: bytes
    not_before_us: int = 0
    not_after_us: int | None = None
    revoked_us: int | None = None

    def require_signs_at(self, issued_us: int) -> None:
        """Raises VerificationError if the key was revoked, or did not sign at `issued_us`."""
        if self.revoked_us is not None:
            raise VerificationError(VerificationFailure.KEY_REVOKED)
        if issued_us < self.not_before_us or (self.not_after_us is not None and issued_us >= self.not_after_us):
            raise VerificationError(VerificationFailure.KEY_OUT_OF_TIME)


class VerificationKeys:
    """A set of keys by id. Each public key is decoded once.

    Raises:
        ValueError: a key is not 32 bytes, or two keys share an id.
    """

    def __init__(self, keys: Iterable[VerificationKey]) -> None:
        self._keys: dict[str, tuple[VerificationKey, Ed25519PublicKey]] = {}
        for key in keys:
            if key.kid in self._keys:
                raise ValueError(f"two verification keys have the id {key.kid!r}")
            self._keys[key.kid] = (key, Ed25519PublicKey.from_public_bytes(key.public_key))

    def get(self, kid: str) -> tuple[VerificationKey, Ed25519PublicKey]:
        """The key with this id. Raises VerificationError if there is none."""
        try:
            return self._keys[kid]
        except KeyError:
            raise VerificationError(VerificationFailure.UNKNOWN_KEY) from None


def fetch_verification_keys(render: RenderClient) -> VerificationKeys:
    """The service's keys, ready for `verify_render_grant`. Keep them until a grant names an unknown key.

    Raises:
        RefusedError: the service or the transport ended the call with an error.
    """
    reply = render.get_verification_keys(pb.GetVerificationKeysRequest())
    return VerificationKeys(_key(key) for key in reply.keys)


def _key(message: pb.VerificationKey) -> VerificationKey:
    return VerificationKey(
        kid=message.kid,
        public_key=message.ed25519_public_key,
        not_before_us=message.not_before_time.ToMicroseconds(),
        not_after_us=message.not_after_time.ToMicroseconds() if message.HasField("not_after_time") else None,
        revoked_us=message.revoke_time.ToMicroseconds() if message.HasField("revoke_time") else None,
    )
