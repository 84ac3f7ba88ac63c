"""Verifies consent receipts: that the history was signed over a receipt's record, and that the receipt says the same.

Needs no network: the receipt carries its proof, and the log's verifier key is an argument. `docs/history.md` has the
steps for other languages.
"""

import json
from hashlib import sha256
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.checkpoint import Checkpoint, open_checkpoint
from cameo_client.errors import HistoryError, ReceiptFailure, ReceiptRefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.signed_note import Verifier
from cameo_client.tree_proof import is_included, leaf_hash

RECORD_FORMAT = "cameo-leaf/v1"
SALT_BYTES = 32
ENTRY_BYTES = 49
"""effect (1: the act narrowed what is allowed), owner tag (16), commitment (32)."""
COMMITMENT_BYTES = 32


def verify_receipt(proven: pb.ProvenReceipt, log: Verifier) -> Checkpoint:
    """The checkpoint that proves a receipt.

    Everything in the receipt is compared with the proved record but `schema_version`, `pii_controller`,
    `withdrawal_method` and, for an act that did not withdraw anything, `event_type`: those are not in the record.

    Args:
        proven: of GetReceipt's or ExportSubject's reply.
        log: the log's verifier key (`parse_vkey`). Get the key once by another way than from the service, and compare.

    Raises:
        ReceiptRefusedError: the receipt is not proved. Do not rely on it.
    """
    proof = proven.proof
    if not proof.tree_size:
        raise ReceiptRefusedError(ReceiptFailure.NOT_PUBLISHED)
    checkpoint = _checkpoint(proof, log)
    _require_committed(proof)
    if not is_included(proof.leaf_index, leaf_hash(proof.entry), checkpoint.size, checkpoint.root, tuple(proof.hashes)):
        raise ReceiptRefusedError(ReceiptFailure.NOT_INCLUDED)
    if _as_recorded(proven, checkpoint.origin) != proven.receipt:
        raise ReceiptRefusedError(ReceiptFailure.RECORD_DIFFERS)
    return checkpoint


def _checkpoint(proof: pb.InclusionProof, log: Verifier) -> Checkpoint:
    try:
        checkpoint = open_checkpoint(proof.checkpoint.decode(), log)
    except (HistoryError, UnicodeDecodeError) as error:
        raise ReceiptRefusedError(ReceiptFailure.BAD_CHECKPOINT) from error
    if checkpoint.size != proof.tree_size:
        raise ReceiptRefusedError(ReceiptFailure.BAD_CHECKPOINT)
    return checkpoint


def _require_committed(proof: pb.InclusionProof) -> None:
    """Raises ReceiptRefusedError if the published entry does not commit to the record."""
    if len(proof.entry) != ENTRY_BYTES or proof.entry[0] > 1 or len(proof.salt) != SALT_BYTES:
        raise ReceiptRefusedError(ReceiptFailure.BAD_ENTRY)
    if proof.entry[-COMMITMENT_BYTES:] != sha256(proof.salt + proof.record).digest():
        raise ReceiptRefusedError(ReceiptFailure.BAD_ENTRY)


def _as_recorded(proven: pb.ProvenReceipt, origin: str) -> pb.ConsentReceipt:
    """The receipt as its record has it; what the record does not have is taken over."""
    receipt, is_narrowing = proven.receipt, bool(proven.proof.entry[0])
    try:
        record = json.loads(proven.proof.record.decode())
        if record["format"] != RECORD_FORMAT:
            raise ReceiptRefusedError(ReceiptFailure.UNKNOWN_RECORD)
        return pb.ConsentReceipt(
            schema_version=receipt.schema_version,
            receipt_id=f"{origin}/{proven.proof.leaf_index}",
            pii_principal_id=record["owner"],
            pii_controller=receipt.pii_controller,
            event_type=_event_type(receipt, is_narrowing=is_narrowing),
            kind=record["kind"],
            event_time=_time(record["at_us"]),
            actor_id=record["actor"],
            service_id=record["provider"],
            reason=record["reason"],
            count=record["count"],
            audience=record["audience"],
            frozen=record["is_frozen"],
            grants=[_grant(grant, record["actor"]) for grant in record["grants"]],
            withdrawal_method=receipt.withdrawal_method,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReceiptRefusedError(ReceiptFailure.UNKNOWN_RECORD) from error


def _event_type(receipt: pb.ConsentReceipt, *, is_narrowing: bool) -> pb.ConsentEvent:
    """Only an act that narrowed is a withdrawal; whether another one gave consent, its kind says."""
    if is_narrowing:
        return pb.CONSENT_EVENT_WITHDRAWN
    return pb.CONSENT_EVENT_RECORDED if receipt.event_type == pb.CONSENT_EVENT_WITHDRAWN else receipt.event_type


def _grant(grant: dict[str, Any], grantee: str) -> consent_service_pb2.AccessGrant:
    return consent_service_pb2.AccessGrant(
        grant_id=grant["grant_id"],
        grantee_id=grantee,
        modalities=[f"MODALITY_{name.upper()}" for name in grant["modalities"]],
        uses=[f"USE_{name.upper()}" for name in grant["uses"]],
        expire_time=None if grant["expires_us"] is None else _time(grant["expires_us"]),
        provider=grant["provider"],
        asks_each_time=grant.get("asks_each_time", False),
    )


def _time(at_us: int) -> Timestamp:
    time = Timestamp()
    time.FromMicroseconds(at_us)
    return time
