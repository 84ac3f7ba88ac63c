"""Browsers that are at the identity provider and have not come back: kept in memory, each for ten minutes."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest

from cameo_service.clock import Clock
from cameo_service.studio.errors import StateUnknownError

JOURNEY_S = 600.0
MOST_JOURNEYS = 10_000
"""A bound on memory. One more forgets the earliest: that browser begins its sign-in again."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the identity provider and back.

    state: the provider sends it back. browser: in a cookie; what comes back counts in the same browser alone. verifier:
    of PKCE. nonce: the ID token carries it; of a decision the digest of the act. page: where the browser ends up.
    visitor: key of the visitor who decides; empty for a sign-in.
    """

    state: str = field(repr=False)
    browser: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str
    page: str
    visitor: str = field(repr=False)
    ends_s: float


class Journeys:
    """All of them.

    Args:
        clock: for their ends.
        new_secret: a text that cannot be guessed, 43 characters of base64url, new each time.
    """

    def __init__(self, clock: Clock, new_secret: Callable[[], str]) -> None:
        self._clock, self._new_secret = clock, new_secret
        self._under_way: OrderedDict[str, Journey] = OrderedDict()

    def begin(self, page: str, visitor: str = "", digest: str = "") -> Journey:
        """A journey. digest: of the act that the visitor decides; empty for a sign-in."""
        state, browser, verifier, nonce = (self._new_secret() for _ in range(4))
        ends_s = self._clock.monotonic_s() + JOURNEY_S
        journey = Journey(state, browser, verifier, digest or nonce, page, visitor, ends_s)
        self._under_way[state] = journey
        if len(self._under_way) > MOST_JOURNEYS:
            self._under_way.popitem(last=False)
        return journey

    def end(self, state: str, browser: str) -> Journey:
        """The journey that a browser comes back from; it comes back once.

        Raises:
            StateUnknownError: no journey of this browser, or one that is over.
        """
        journey = self._under_way.get(state)
        if journey is None or not compare_digest(journey.browser.encode(), browser.encode()):
            raise StateUnknownError("Sign in from a page of the studio, in the same browser, and once.")
        del self._under_way[state]
        if self._clock.monotonic_s() >= journey.ends_s:
            raise StateUnknownError("This sign-in took more than ten minutes: begin it again.")
        return journey
