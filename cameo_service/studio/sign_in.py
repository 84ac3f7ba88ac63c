"""How a person signs in and decides: the port, and the sign-in of the demo, which asks for no password."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
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

    def opens_to(self, person: object, key: object) -> bool:
        """Whether a visitor may choose this account. key: as the visitor's link says it."""

    @property
    def begins_at(self) -> str:
        """Address of the studio that sends a browser to sign in; empty in the demo."""

    async def leaving(self) -> str:
        """Where a browser goes that signed out, to end its session there too; empty: nowhere."""

    async def close(self) -> None:
        """Ends its connections."""

    async def asking(self, visitor: Visitor) -> str:
        """An assertion that says who asks.

        Raises:
            NotSignedInError: the person must sign in again.
        """

    async def deciding(self, visitor: Visitor, digest: str) -> str:
        """An assertion that is the person's decision for the act of this digest (`cameo_client.act_digest`).

        Raises:
            NotSignedInError: the person must sign in again.
            DecisionNeededError: the person has to decide it first, elsewhere.
        """


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """For `--demo`, on this machine, against a service that believes what has no signature.

    people: the accounts of the story. issuer: theirs. key: what a visitor has to know; empty: nothing.
    """

    people: Sequence[str]
    clock: Clock
    issuer: str = DEMO_ISSUER
    key: str = field(default="", repr=False)
    begins_at: str = field(default="", init=False)

    def opens_to(self, person: object, key: object) -> bool:
        """One of the people, and the key."""
        return person in self.people and isinstance(key, str) and compare_digest(key.encode(), self.key.encode())

    async def leaving(self) -> str:
        """There is no session elsewhere."""
        return ""

    async def close(self) -> None:
        """There is no connection."""

    async def asking(self, visitor: Visitor) -> str:
        """Without a signature."""
        return dev_assertion(self.issuer, visitor.sub, self.clock.utc_us() // 1_000_000 + ASSERTION_S)

    async def deciding(self, visitor: Visitor, digest: str) -> str:
        """Without a signature, and bound to no act."""
        del digest
        return await self.asking(visitor)
