"""Signatures with the ring's keys. What is signed, and how it looks on the wire, is the grant signer's concern."""

from cameo_service.usecases.ports.outside import VerificationKey
from cameo_service.vault.key_ring import KeyRing, SigningKey


class SigningKeys:
    """Ed25519 (RFC 8032) with the current key of a ring, whose id is `key_id`."""

    def __init__(self, ring: KeyRing) -> None:
        current = ring.signing_key()
        self.key_id = current.key_id
        self._private = current.private_key()
        self._listed = tuple(_listed(key) for key in ring.signing_keys)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)

    def listed(self) -> tuple[VerificationKey, ...]:
        """The public halves, oldest first: current and next, and those that ended not long ago."""
        return self._listed


def _listed(key: SigningKey) -> VerificationKey:
    return VerificationKey(
        key_id=key.key_id,
        public_key=key.private_key().public_key().public_bytes_raw(),
        not_before_us=key.not_before_us,
        not_after_us=key.not_after_us,
        revoked_us=key.revoked_us,
    )
