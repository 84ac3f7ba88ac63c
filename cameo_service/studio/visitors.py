"""Who is signed in: kept in memory alone, so that a restart of the studio ends every visit."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cameo_service.clock import Clock

SIGNED_IN_S = 8 * 3600.0
"""A day's work; every act that widens asks the identity provider again anyway."""
MOST_VISITORS = 10_000
"""A bound on memory, of some kilobytes each. One more signs the earliest out."""


MOST_ACTS = 16
"""Of one visitor, that wait for a decision, or were decided: a page asks for one at a time."""


@dataclass(slots=True)
class Proof:
    """What the identity provider gave with the sign-in. Nothing of it in the demo.

    token: says who asks. issued_s: its `iat`. refresh: gets a newer one; empty: nothing does. asked: digests of acts
    that the page asked for. decided: the person's decisions, by digest, each with its `iat`. renewing: one browser asks
    for one new token at a time, for a provider may take a refresh token that comes twice for a stolen one.
    """

    token: str = field(default="", repr=False)
    issued_s: int = 0
    refresh: str = field(default="", repr=False)
    asked: OrderedDict[str, None] = field(default_factory=OrderedDict)
    decided: OrderedDict[str, tuple[str, int]] = field(default_factory=OrderedDict, repr=False)
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def ask(self, digest: str) -> None:
        """Remembers an act that the page asked for."""
        _remember(self.asked, digest, None)

    def decide(self, digest: str, token: str, issued_s: int) -> None:
        """Remembers the person's decision."""
        _remember(self.decided, digest, (token, issued_s))


@dataclass(slots=True)
class Visitor:
    """One signed-in browser.

    key: its secret, in a cookie. form_token: its second secret, which only its own page can read. sub: the account at
    the identity provider. name: as the page shows it. ends_s: monotonic seconds. proof: of the identity provider.
    """

    key: str = field(repr=False)
    form_token: str = field(repr=False)
    sub: str
    name: str
    ends_s: float
    proof: Proof = field(default_factory=Proof, repr=False)

    def end(self) -> None:
        """The visit is over."""
        self.ends_s = float("-inf")


class Visitors:
    """Signed-in browsers.

    Args:
        clock: for the end of a visit.
        new_secret: a text that cannot be guessed, new each time.
    """

    def __init__(self, clock: Clock, new_secret: Callable[[], str]) -> None:
        self._clock, self._new_secret = clock, new_secret
        self._known: OrderedDict[str, Visitor] = OrderedDict()

    def sign_in(self, sub: str, name: str, proof: Proof | None = None) -> Visitor:
        """A new visit, with secrets that no page has seen before."""
        ends_s = self._clock.monotonic_s() + SIGNED_IN_S
        visitor = Visitor(self._new_secret(), self._new_secret(), sub, name, ends_s, proof or Proof())
        self._known[visitor.key] = visitor
        if len(self._known) > MOST_VISITORS:
            self._known.popitem(last=False)
        return visitor

    def of(self, key: str) -> Visitor | None:
        """The visitor with this key, while the visit lasts."""
        visitor = self._known.get(key)
        if visitor is None or self._clock.monotonic_s() < visitor.ends_s:
            return visitor
        self.sign_out(key)
        return None

    def sign_out(self, key: str) -> None:
        """Ends a visit."""
        self._known.pop(key, None)


T = TypeVar("T")


def _remember(kept: OrderedDict[str, T], digest: str, value: T) -> None:
    kept[digest] = value
    if len(kept) > MOST_ACTS:
        kept.popitem(last=False)
