"""Receipts: a leaf of the history, read for its owner, with the proof that it was published."""

from dataclasses import dataclass
from enum import StrEnum

from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.history import LeafRow, PublishedTree, SignedCheckpoint
from consent.history.leaf import parse_entry
from consent.history.leaf_record import LeafRecord, parse_record

_GIVING = frozenset(
    {
        ActivityKind.ENROLLED,
        ActivityKind.GRANTED,
        ActivityKind.AUDIENCE_SET,
        ActivityKind.UNBLOCKED,
        ActivityKind.UNFROZEN,
    }
)


class ConsentEvent(StrEnum):
    """What an act did to consent (event type of ISO/IEC TS 27560)."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Receipt:
    """checkpoint, hashes: the proof; None and empty while the leaf is not published, for a second at most."""

    leaf: LeafRow
    record: LeafRecord
    event: ConsentEvent
    checkpoint: SignedCheckpoint | None
    hashes: tuple[bytes, ...]


def receipt_for(leaf: LeafRow, tree: PublishedTree, checkpoint: SignedCheckpoint | None) -> Receipt:
    """The receipt for a leaf, proved in the tree of `checkpoint` where that holds it."""
    record = parse_record(leaf.record)
    is_published = checkpoint is not None and leaf.index < checkpoint.size
    proving = checkpoint if is_published else None
    hashes = tuple(tree.inclusion(leaf.index, proving.size)) if proving else ()
    return Receipt(leaf, record, _event(leaf, record), proving, hashes)


def _event(leaf: LeafRow, record: LeafRecord) -> ConsentEvent:
    if parse_entry(leaf.entry).is_narrowing:
        return ConsentEvent.WITHDRAWN
    return ConsentEvent.GIVEN if record.kind in _GIVING else ConsentEvent.RECORDED
