"""The lease of a render: opened when the likeness reference is released, needed for every later step.

Knows no clock and no storage. A render has one lease for all people it shows, under the id of its render grant.
"""

from dataclasses import dataclass
from enum import StrEnum

LEASE_US = 60 * 60 * 1_000_000
"""A render takes minutes; an hour leaves room for a queue and bounds how long a crashed job holds its place."""

RENEWABLE_US = 24 * 60 * 60 * 1_000_000
"""How long after its issue an unfetched render grant may be renewed: a day of queueing, whatever a lease lasts."""


class Removal(StrEnum):
    """What a subject ordered for an output. Ordered by force: what is deleted stays deleted."""

    NONE = ""
    HIDDEN = "hidden"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class RenderLease:
    """Where a render stands. Times in UTC microseconds.

    output_sha256: 32 bytes, of the one output that was committed; None before the first commit.
    is_removed: at least one person it shows had it hidden or deleted.
    """

    expires_us: int
    output_sha256: bytes | None
    is_drafted: bool
    is_removed: bool


def lease_end(now_us: int) -> int:
    """When a lease ends that is opened or renewed now."""
    return now_us + LEASE_US


def is_live(lease: RenderLease, now_us: int) -> bool:
    """Whether the lease may still be used."""
    return now_us < lease.expires_us


def is_renewable(lease: RenderLease, now_us: int) -> bool:
    """A live lease, or an ended one with a draft: its render is counted for good, so nothing was given back."""
    return not lease.is_removed and (is_live(lease, now_us) or lease.is_drafted)
