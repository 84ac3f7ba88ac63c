"""May this output be committed under this lease? `decide` judges the people, in the same transaction.

The first step that refuses decides:

1. a lease was opened: the likeness reference was fetched under this render grant
2. the lease is live
3. no person it shows had it taken down: neither this render, nor the same bytes under another grant
4. one output per grant: the one that was committed before, if any
5. to publish: a render for a use that others may see, drafted before, and marked
"""

from dataclasses import dataclass
from enum import StrEnum

from consent.render_lease import RenderLease, is_live
from consent.terms import Use


class Stage(StrEnum):
    """The people who may see a committed output: DRAFT the requester and the people it shows, PUBLISH others too."""

    DRAFT = "draft"
    PUBLISH = "publish"


class CommitRefusal(StrEnum):
    """Why the output may not be committed."""

    LEASE_UNKNOWN = "lease_unknown"
    LEASE_EXPIRED = "lease_expired"
    TAKEN_DOWN = "taken_down"
    OUTPUT_DIFFERS = "output_differs"
    RENDER_IS_PRIVATE = "render_is_private"
    NOT_DRAFTED = "not_drafted"
    MARKING_MISSING = "marking_missing"


@dataclass(frozen=True, slots=True)
class CommitIntent:
    """The output to commit. output_sha256: 32 bytes, over the file as it will be shown. marking: proof of the mark."""

    stage: Stage
    use: Use
    output_sha256: bytes
    marking: bytes


def commit_refusal(
    lease: RenderLease | None, intent: CommitIntent, now_us: int, *, is_ordered_down: bool
) -> CommitRefusal | None:
    """The reason to refuse, or None. A second commit of the same output is allowed and changes nothing.

    is_ordered_down: the same bytes are ordered hidden or deleted, in this render or another.
    """
    if lease is None:
        return CommitRefusal.LEASE_UNKNOWN
    if not is_live(lease, now_us):
        return CommitRefusal.LEASE_EXPIRED
    if lease.is_removed or is_ordered_down:
        return CommitRefusal.TAKEN_DOWN
    if lease.output_sha256 not in (None, intent.output_sha256):
        return CommitRefusal.OUTPUT_DIFFERS
    return _publish_refusal(lease, intent) if intent.stage is Stage.PUBLISH else None


def _publish_refusal(lease: RenderLease, intent: CommitIntent) -> CommitRefusal | None:
    """Step 5."""
    if intent.use is Use.PRIVATE:
        return CommitRefusal.RENDER_IS_PRIVATE
    if not lease.is_drafted:
        return CommitRefusal.NOT_DRAFTED
    return None if intent.marking else CommitRefusal.MARKING_MISSING
