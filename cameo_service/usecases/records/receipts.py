"""Receipts: leaves of the history with the proof of publication; checkpoints; provenance for renderers."""

from dataclasses import dataclass
from enum import StrEnum

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import RenderGrantNotYoursError
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import revision_of
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.history import (
    LeafRow,
    Leaves,
    PublishedTree,
    SignedCheckpoint,
    UnknownReceiptError,
    UnknownTreeSizeError,
)
from cameo_service.usecases.ports.outside import GrantSigner
from cameo_service.usecases.ports.store import Store
from consent.history.leaf import parse_entry
from consent.history.leaf_record import LeafRecord, parse_record
from consent.history.provenance import Provenance, RenderedUnder, provenance_of
from consent.identity import SubjectId

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


@dataclass(frozen=True, slots=True)
class GetReceiptRequest:
    """`owner` None: the acting person. `token`: what the reply to the act carried."""

    owner: Person | None
    token: str


@dataclass(frozen=True, slots=True)
class GetReceipt:
    """Reads one receipt."""

    store: Store
    leaves: Leaves
    tree: PublishedTree

    def __call__(self, caller: Caller, request: GetReceiptRequest) -> Receipt:
        """The first line that the act wrote about the owner.

        Raises:
            NotTheOwnerError: the call acts for another person, or does not come from an app backend.
            UnknownSubjectError: no person has that name.
            ConsistencyTokenMalformedError, OtherIncarnationError: about the token.
            UnknownReceiptError: nothing about the owner was written then.
        """
        revision = revision_of(request.token, self.store.deployment())
        with self.store.read() as snapshot:
            owner = named_owner(snapshot, caller, request.owner)
        found = self.leaves.written_at(owner, revision)
        if not found:
            raise UnknownReceiptError("Nothing about this person was written at that revision: use a write's own.")
        return receipt_for(found[0], self.tree, self.tree.checkpoint())


@dataclass(frozen=True, slots=True)
class CheckpointReply:
    """checkpoint None: nothing is published yet. consistency: from the earlier size, empty when none is needed."""

    checkpoint: SignedCheckpoint | None
    verifier_key: str
    consistency: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class GetCheckpoint:
    """Answers every caller alike: a checkpoint says nothing about any person."""

    tree: PublishedTree

    def __call__(self, caller: Caller, earlier_size: int) -> CheckpointReply:
        """The newest checkpoint, proved to begin with the tree over `earlier_size` leaves (0: nothing to prove).

        Raises:
            UnknownTreeSizeError: the newest tree is smaller than that, or the size is below 0.
        """
        del caller
        checkpoint = self.tree.checkpoint()
        size = checkpoint.size if checkpoint else 0
        if not 0 <= earlier_size <= size:
            raise UnknownTreeSizeError("No tree of that size was published: raise an alarm if a checkpoint says so.")
        proof = tuple(self.tree.consistency(earlier_size, size)) if earlier_size else ()
        return CheckpointReply(checkpoint, self.tree.verifier_key(), proof)


@dataclass(frozen=True, slots=True)
class GetProvenanceRequest:
    """`token`: what the reply to the fetch or commit with this grant carried."""

    render_grant: bytes
    token: str


@dataclass(frozen=True, slots=True)
class GetProvenance:
    """Finds the leaves of a fetch or commit, one for each person of the grant."""

    store: Store
    signer: GrantSigner
    leaves: Leaves
    tree: PublishedTree

    def __call__(self, caller: Caller, request: GetProvenanceRequest) -> Provenance:
        """The provenance. A grant that is over or spent serves too: it says what was rendered, not what may be.

        Raises:
            RenderGrantUnknownError: not signed by one of this service's keys.
            RenderGrantNotYoursError: issued to another service.
            ConsistencyTokenMalformedError, OtherIncarnationError: about the token.
            UnknownReceiptError: nothing was written about a person of the grant then.
        """
        claims = self.signer.verify(request.render_grant)
        if claims.holder != caller.service_id:
            raise RenderGrantNotYoursError("Ask about grants of this very service.")
        revision, checkpoint = revision_of(request.token, self.store.deployment()), self.tree.checkpoint()
        return provenance_of(
            RenderedUnder(request.render_grant, claims.job, claims.prompt_sha256, claims.modalities, claims.use),
            self.tree.origin(),
            checkpoint.size if checkpoint else 0,
            [self._entry(granted.subject, revision) for granted in claims.subjects],
        )

    def _entry(self, subject: SubjectId, revision: int) -> bytes:
        found = self.leaves.written_at(subject, revision)
        if not found:
            raise UnknownReceiptError("Nothing was written about this render then: use the fetch's or commit's reply.")
        return found[0].entry
