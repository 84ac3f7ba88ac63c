"""What signs render grants, and the keys they are checked with."""

from dataclasses import dataclass
from typing import Protocol

from consent.render_grant import RenderGrantClaims


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key that grants are checked with: Ed25519, 32 raw bytes. Times in UTC microseconds; None: open."""

    key_id: str
    public_key: bytes
    not_before_us: int
    not_after_us: int | None
    revoked_us: int | None


class GrantSigner(Protocol):
    """Encodes and signs render grants, and opens them again (`cameo_client.render_grant` has the wire form)."""

    def sign(self, claims: RenderGrantClaims) -> bytes:
        """The whole envelope: key id, claims, signature."""

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        """The claims of an envelope that one of our own, not revoked keys signed; time and holder are not judged.

        Raises RenderGrantUnknownError (usecases.errors) for everything else, malformed bytes included.
        """

    def keys(self) -> tuple[VerificationKey, ...]:
        """Current and next keys, and revoked ones until no grant signed with them can be alive."""
