"""Signatures with the ring's keys. What is signed, and how it looks on the wire, is the grant signer's concern."""

from cryptography.exceptions import InvalidSignature

from cameo_service.usecases.ports import VerificationKey
from cameo_service.vault.key_ring import KeyRing, SigningKey


class SigningKeys:
    """Ed25519 (RFC 8032) with the current key of a ring; checks against all its keys that are not revoked."""

    def __init__(self, ring: KeyRing) -> None:
        current = ring.signing_key()
        self.key_id: bytes = current.key_id
        self._private = current.private_key()
        self._publics = {key.key_id: key.private_key().public_key() for key in ring.signing_keys if not key.revoked_us}
        self._listed = tuple(_listed(key) for key in ring.signing_keys)

    def sign(self, message: bytes) -> bytes:
        """64 bytes, by the key `key_id`."""
        return self._private.sign(message)

    def is_ours(self, key_id: bytes, signature: bytes, message: bytes) -> bool:
        """Whether one of our keys that is not revoked, the one named, made this signature over this message."""
        public = self._publics.get(key_id)
        if public is None:
            return False
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def listed(self) -> tuple[VerificationKey, ...]:
        """The public halves, oldest first: current and next, and those that ended not long ago."""
        return self._listed


def _listed(key: SigningKey) -> VerificationKey:
    return VerificationKey(
        key_id=key.key_id.hex(),
        public_key=key.private_key().public_key().public_bytes_raw(),
        not_before_us=key.not_before_us,
        not_after_us=key.not_after_us,
        revoked_us=key.revoked_us,
    )
