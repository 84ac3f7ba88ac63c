"""Limits of grants, and requests for one. `consent.decision` says which grant covers a render."""

from dataclasses import dataclass

from consent.identity import SubjectId
from consent.terms import Modality, Use

USAGE_DAY_US = 24 * 60 * 60 * 1_000_000
"""A per-day cap covers any 24 hours, so that no midnight doubles it."""

LONGEST_GRANT_US = 10 * 366 * 24 * 60 * 60 * 1_000_000
"""The end of a grant, a block or the act of a stand-in lies at most ten years ahead, each counted as a leap year."""


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
