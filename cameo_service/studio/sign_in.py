"""How a person signs in and decides: the port, and the sign-in of the demo, which asks for no password."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cameo_client.dev_assertion import dev_assertion
from cameo_service.clock import Clock
from cameo_service.studio.visitors import Visitor

ASSERTION_S = 60
DEMO_ISSUER = "dev"


class SignIn(Protocol):
    """Where the studio gets assertions from. It never makes one itself, except in the demo."""

    @property
    def people(self) -> Sequence[str]:
        """Accounts that a visitor may choose from; empty but in the demo."""

    async def asking(self, visitor: Visitor) -> str:
        """An assertion that says who asks.

        Raises:
            NotSignedInError: the person must sign in again.
        """

    async def deciding(self, visitor: Visitor, digest: str) -> str:
        """An assertion that is the person's decision for the act of this digest (`cameo_client.act_digest`).

        Raises:
            NotSignedInError: the person must sign in again.
        """


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """For `--demo`, on this machine, against a service that believes what has no signature.

    people: the accounts of the story. issuer: theirs.
    """

    people: Sequence[str]
    clock: Clock
    issuer: str = DEMO_ISSUER

    async def asking(self, visitor: Visitor) -> str:
        """Without a signature."""
        return dev_assertion(self.issuer, visitor.sub, self.clock.utc_us() // 1_000_000 + ASSERTION_S)

    async def deciding(self, visitor: Visitor, digest: str) -> str:
        """Without a signature, and bound to no act."""
        del digest
        return await self.asking(visitor)
