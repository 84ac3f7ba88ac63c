"""The public keys that render grants are verified with. Fetches nothing: `CameoClient.verification_keys` does."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cameo_client.errors import VerificationError, VerificationFailure


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """One key: id, 32 raw Ed25519 bytes, and when it signs. Times in UTC microseconds; None: open, not revoked."""

    kid: str
    public_key: bytes
    not_before_us: int = 0
    not_after_us: int | None = None
    revoked_us: int | None = None

    def require_signs_at(self, issued_us: int) -> None:
        """Raises VerificationError when the key is revoked, or did not sign at `issued_us`."""
        if self.revoked_us is not None:
            raise VerificationError(VerificationFailure.KEY_REVOKED)
        if issued_us < self.not_before_us or (self.not_after_us is not None and issued_us >= self.not_after_us):
            raise VerificationError(VerificationFailure.KEY_OUT_OF_TIME)


class VerificationKeys:
    """A set of keys by id, each decoded once.

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
        """The key of this id; raises VerificationError when there is none."""
        try:
            return self._keys[kid]
        except KeyError:
            raise VerificationError(VerificationFailure.UNKNOWN_KEY) from None
