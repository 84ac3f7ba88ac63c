"""Limits of grants and their use, and requests for one. `consent.decision` says which grant covers a render."""

from dataclasses import dataclass

from consent.identity import SubjectId
from consent.terms import Modality, Use

USAGE_DAY_US = 24 * 60 * 60 * 1_000_000
"""A per-day cap covers any 24 hours, so that no midnight doubles it."""

LONGEST_GRANT_US = 10 * 366 * 24 * 60 * 60 * 1_000_000
"""The end of a grant, a block or the act of a stand-in lies at most ten years ahead, each counted as a leap year."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Renders that count against one grant: all of them, and those with a lease opened in the last 24 hours.

    A render counts from its fetch on while its lease is live, and for good once it is committed. A render that ended
    without a commit does not count, so a crashed job gives its place back when its lease ends.
    """

    renders: int
    last_day: int


NONE_USED = Usage(0, 0)


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A requester asks an owner for a grant. Allows nothing. The newest one per owner and requester is kept.

    asked_us: UTC microseconds.
    """

    owner: SubjectId
    requester: SubjectId
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    asked_us: int
