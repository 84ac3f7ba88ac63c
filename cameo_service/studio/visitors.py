"""Who is signed in: kept in memory alone, so that a restart of the studio ends every visit."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from cameo_service.clock import Clock

SIGNED_IN_S = 8 * 3600.0
"""A day's work; every act that widens asks the identity provider again anyway."""
MOST_VISITORS = 10_000
"""A bound on memory, of some kilobytes each. One more signs the earliest out."""


@dataclass(slots=True)
class Visitor:
    """One signed-in browser.

    key: its secret, in a cookie. form_token: its second secret, which only its own page can read. sub: the account at
    the identity provider. name: as the page shows it. ends_s: monotonic seconds.
    """

    key: str = field(repr=False)
    form_token: str = field(repr=False)
    sub: str
    name: str
    ends_s: float


class Visitors:
    """Signed-in browsers.

    Args:
        clock: for the end of a visit.
        new_secret: a text that cannot be guessed, new each time.
    """

    def __init__(self, clock: Clock, new_secret: Callable[[], str]) -> None:
        self._clock, self._new_secret = clock, new_secret
        self._known: OrderedDict[str, Visitor] = OrderedDict()

    def sign_in(self, sub: str, name: str) -> Visitor:
        """A new visit, with secrets that no page has seen before."""
        ends_s = self._clock.monotonic_s() + SIGNED_IN_S
        visitor = Visitor(self._new_secret(), self._new_secret(), sub, name, ends_s)
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
