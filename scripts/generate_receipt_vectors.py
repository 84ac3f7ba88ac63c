"""Writes proto/testvectors/receipt.json: consent receipts that test verifiers in other languages.

The signing key has a fixed seed: it protects nothing.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict

from cameo_client.errors import ReceiptFailure
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.history.note import NoteSigner
from tests.cameo_client.receipts import GRANTED, LOG, REVOKED, SmallHistory

VECTORS = Path(__file__).resolve().parent.parent / "proto/testvectors/receipt.json"
HISTORY = SmallHistory([GRANTED, REVOKED, *(replace(GRANTED, revision=number) for number in range(2, 11))])
OTHER_LOG = NoteSigner(LOG.verifier.name, bytes(range(32)))


def _vector(name: str, proven: pb.ProvenReceipt, failure: ReceiptFailure | None) -> dict[str, Any]:
    return {"name": name, "proven": MessageToDict(proven), "failure": failure}


def _changed(change: Callable[[pb.ProvenReceipt], Any], index: int = 0) -> pb.ProvenReceipt:
    proven = HISTORY.receipt(index)
    change(proven)
    return proven


def _flipped(field: str) -> pb.ProvenReceipt:
    proven = HISTORY.receipt(3)
    value = bytearray(getattr(proven.proof, field))
    value[-1] ^= 1
    setattr(proven.proof, field, bytes(value))
    return proven


def _refused() -> list[dict[str, Any]]:
    why = ReceiptFailure
    differs = {
        "another kind": lambda proven: setattr(proven.receipt, "kind", "revoked"),
        "another person": lambda proven: setattr(proven.receipt, "actor_id", "someone"),
        "another time": lambda proven: setattr(proven.receipt.event_time, "nanos", 0),
        "a use more": lambda proven: proven.receipt.grants[0].uses.append(terms.USE_AD),
        "a grant less": lambda proven: proven.receipt.grants.pop(),
        "a limit that no record has": lambda proven: setattr(proven.receipt.grants[0], "max_renders", 1),
        "another place in the history": lambda proven: setattr(proven.receipt, "receipt_id", "cameo/log/9"),
        "a withdrawal that was none": lambda proven: setattr(proven.receipt, "event_type", pb.CONSENT_EVENT_WITHDRAWN),
    }
    return [
        _vector("not published", _changed(lambda proven: setattr(proven.proof, "tree_size", 0)), why.NOT_PUBLISHED),
        _vector("of another key", HISTORY.receipt(0, signer=OTHER_LOG), why.BAD_CHECKPOINT),
        _vector("of another size", _changed(lambda proven: setattr(proven.proof, "tree_size", 9)), why.BAD_CHECKPOINT),
        _vector("a changed record", _flipped("record"), why.BAD_ENTRY),
        _vector("another salt", _flipped("salt"), why.BAD_ENTRY),
        _vector("a changed entry", _flipped("entry"), why.BAD_ENTRY),
        _vector(
            "at another place", _changed(lambda proven: setattr(proven.proof, "leaf_index", 4), 3), why.NOT_INCLUDED
        ),
        _vector("a step less", _changed(lambda proven: proven.proof.hashes.pop()), why.NOT_INCLUDED),
        _vector("a step more", _changed(lambda proven: proven.proof.hashes.append(bytes(32))), why.NOT_INCLUDED),
        *(_vector(name, _changed(change), why.RECORD_DIFFERS) for name, change in differs.items()),
        _vector(
            "a withdrawal that says it was none",
            _changed(lambda proven: setattr(proven.receipt, "event_type", pb.CONSENT_EVENT_GIVEN), 1),
            why.RECORD_DIFFERS,
        ),
    ]


def vectors() -> dict[str, Any]:
    """The content of the file."""
    accepted = [_vector(f"leaf {index} of 11", HISTORY.receipt(index), None) for index in range(11)]
    small = [_vector(f"leaf 2 of {size}", HISTORY.receipt(2, size), None) for size in range(3, 11)]
    return {
        "note": "Verify each receipt, in the names that protobuf gives JSON, with the key given; failure null: proved.",
        "vkey": LOG.verifier.vkey(),
        "vectors": [*accepted, *small, *_refused()],
    }


def rendered() -> str:
    """The file."""
    return json.dumps(vectors(), indent=1) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(rendered(), encoding="utf-8")
