"""A signer that tells the history of every render grant it signs. What is signed stays the other signer's concern."""

from dataclasses import dataclass
from typing import Protocol

from cameo_service.usecases.ports.outside import GrantSigner, VerificationKey
from consent.render_grant import RenderGrantClaims


class IssuedGrants(Protocol):
    """Where issued render grants are noted without touching the database; written out at most a second later."""

    def note(self, claims: RenderGrantClaims) -> None:
        """One issued grant. A crash may lose the last second of them."""


@dataclass(frozen=True, slots=True)
class RecordedSigner:
    """See grant_signer.GrantSigner."""

    signer: GrantSigner
    issued: IssuedGrants

    def sign(self, claims: RenderGrantClaims) -> bytes:
        """The envelope; noted before anybody has it."""
        self.issued.note(claims)
        return self.signer.sign(claims)

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        """The claims. Raises as the signer does."""
        return self.signer.verify(envelope)

    def keys(self) -> tuple[VerificationKey, ...]:
        """The public keys."""
        return self.signer.keys()
