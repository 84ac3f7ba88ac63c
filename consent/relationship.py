"""What the app vouches for between people: a fact the service does not own, and so believes for a minute only.

Knows no accounts: the caller of these functions maps them to people. A statement that is missing, old, from the future
or about another person counts as none, and none means not mutual.
"""

from dataclasses import dataclass

FRESH_US = 60 * 1_000_000
"""How old a statement may be."""
SKEW_US = 2 * 1_000_000
"""How far the app's clock may be ahead."""
MOST_MUTUALS = 16
"""As many people as one render shows."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """The app says: the requester and each of the mutuals follow each other. Accounts of one identity provider.

    said_us: when it said so, UTC microseconds.
    """

    issuer: str
    requester: str
    mutuals: frozenset[str]
    said_us: int


def is_fresh(vouched: Vouched, now_us: int) -> bool:
    """Whether the statement is of this minute."""
    return now_us - FRESH_US <= vouched.said_us <= now_us + SKEW_US
