"""The public keys render grants are verified with, so that a renderer can do so offline."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.ports.outside import GrantSigner, VerificationKey


@dataclass(frozen=True, slots=True)
class GetVerificationKeys:
    """Answers every caller alike."""

    signer: GrantSigner

    def __call__(self, caller: Caller) -> tuple[VerificationKey, ...]:
        """Current and next keys, and the revoked ones that a grant may still carry."""
        del caller  # public keys are public
        return self.signer.keys()
