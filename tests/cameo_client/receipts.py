"""Receipts as the service makes them, in a small history that a key of the test signed."""

from collections.abc import Sequence
from dataclasses import replace

from cameo_client.checkpoint import Checkpoint
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_service.history.note import NoteSigner
from cameo_service.rpc.history import ReceiptConverter
from cameo_service.usecases.ports.history import LeafRow, SignedCheckpoint
from cameo_service.usecases.records.receipts import receipt_for
from consent.history.leaf import entry_for, leaf_salt
from consent.history.leaf_record import GrantInForce, LeafRecord
from consent.history.tree import consistency_proof, inclusion_proof, leaf_hash, root, subtrees_of

LOG = NoteSigner("cameo/log", bytes(32))
ADA_SALT = bytes(range(32))
GRANT = GrantInForce(
    "g-1", ("face", "voice"), ("private", "publish"), 1_800_000_000_000_000, "studio", asks_each_time=True
)
GRANTED = LeafRecord(
    revision=1,
    at_us=1_795_000_000_000_001,
    kind="granted",
    owner="00000000-0000-0000-0000-000000000001",
    actor="00000000-0000-0000-0000-000000000002",
    provider="app",
    reason="",
    count=1,
    audience="APPROVED",
    is_frozen=False,
    owner_epoch=0,
    pair_epoch=0,
    grants=(GRANT, replace(GRANT, grant_id="g-2", expires_us=None, asks_each_time=False)),
)
REVOKED = replace(GRANTED, kind="revoked", reason="stop", is_frozen=True, grants=())


class SmallHistory:
    """The service's tree over the records of one person; `PublishedTree` as far as a receipt needs it."""

    def __init__(self, records: Sequence[LeafRecord]) -> None:
        self._rows = [_row(index, record) for index, record in enumerate(records)]
        self._subtree = subtrees_of([leaf_hash(row.entry) for row in self._rows])

    def receipt(self, index: int, size: int | None = None, signer: NoteSigner = LOG) -> pb.ProvenReceipt:
        """The receipt at `index`, proved in the tree of `size` leaves; None: of all leaves."""
        head = self.head(len(self._rows) if size is None else size)
        signed = SignedCheckpoint(head.size, head.root, signer.sign(head.text()).encode())
        converter = ReceiptConverter(LOG.verifier.name, "Example Studio")
        return converter.proven_to(receipt_for(self._rows[index], self, signed))

    def head(self, size: int) -> Checkpoint:
        return Checkpoint(LOG.verifier.name, size, root(self._subtree, size))

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        return inclusion_proof(self._subtree, index, size)

    def checkpoint(self) -> SignedCheckpoint | None:
        raise NotImplementedError

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        return consistency_proof(self._subtree, old, new)

    def origin(self) -> str:
        return LOG.verifier.name

    def verifier_key(self) -> str:
        return LOG.verifier.vkey()


def _row(index: int, record: LeafRecord) -> LeafRow:
    text = record.to_bytes()
    entry = entry_for(ADA_SALT, index, text, is_narrowing=record.kind == "revoked").packed()
    return LeafRow(index, entry, leaf_salt(ADA_SALT, index), text)
