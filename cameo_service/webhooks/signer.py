"""The key that signs webhooks: the one that signs render grants, whose public half GetVerificationKeys gives."""

from typing import Protocol


class Signer(Protocol):
    """A key that signs bytes. The vault has it."""

    key_id: str

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
