"""Receipts of the service verify, and no forged one does."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from google.protobuf.json_format import ParseDict
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from cameo_client.checkpoint import Checkpoint
from cameo_client.errors import ReceiptFailure, ReceiptRefusedError
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.receipt import verify_receipt
from cameo_client.signed_note import Verifier
from cameo_service.history.note import NoteSigner
from scripts.generate_receipt_vectors import VECTORS, rendered
from tests.cameo_client.receipts import GRANTED, LOG, REVOKED, SmallHistory

DOCS = (Path(__file__).parents[2] / "docs/errors.md").read_text()
HISTORY = SmallHistory([replace(GRANTED, revision=number) for number in range(40)])
TWO = SmallHistory([GRANTED, REVOKED])


def failure_of(proven: pb.ProvenReceipt, log: Verifier = LOG.verifier) -> ReceiptFailure:
    with pytest.raises(ReceiptRefusedError) as refused:
        verify_receipt(proven, log)
    return refused.value.failure


@given(st.data())
@settings(deadline=None)
def test_every_receipt_of_every_tree_is_proved_by_the_checkpoint_it_carries(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    index = data.draw(st.integers(0, size - 1))
    assert verify_receipt(HISTORY.receipt(index, size), LOG.verifier) == HISTORY.head(size)


@given(st.data())
@settings(deadline=None)
def test_one_flipped_bit_anywhere_in_a_proof_refuses_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 40))
    proven = HISTORY.receipt(data.draw(st.integers(0, size - 1)), size)
    field = data.draw(st.sampled_from(["record", "salt", "entry", "checkpoint", "hashes"]))
    if field == "hashes":
        place = data.draw(st.integers(0, len(proven.proof.hashes) - 1))
        proven.proof.hashes[place] = flipped(data, proven.proof.hashes[place])
    else:
        setattr(proven.proof, field, flipped(data, getattr(proven.proof, field)))
    failure_of(proven)


def flipped(data: st.DataObject, value: bytes) -> bytes:
    bit = data.draw(st.integers(0, 8 * len(value) - 1))
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.data())
@settings(deadline=None)
def test_a_receipt_is_proved_at_its_own_place_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 40))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    proven = HISTORY.receipt(index, size)
    proven.proof.leaf_index = other
    proven.receipt.receipt_id = f"{LOG.verifier.name}/{other}"
    assert failure_of(proven) is ReceiptFailure.NOT_INCLUDED


def test_a_proof_with_another_hash_or_one_less_is_refused() -> None:
    longer, shorter = HISTORY.receipt(3), HISTORY.receipt(3)
    longer.proof.hashes.append(bytes(32))
    del shorter.proof.hashes[-1]
    assert failure_of(longer) is ReceiptFailure.NOT_INCLUDED
    assert failure_of(shorter) is ReceiptFailure.NOT_INCLUDED


def test_a_receipt_that_was_not_published_yet_is_not_proved() -> None:
    early = HISTORY.receipt(20, 10)
    assert early.proof.tree_size == 0
    assert failure_of(early) is ReceiptFailure.NOT_PUBLISHED


def test_a_checkpoint_of_another_key_log_or_size_proves_nothing() -> None:
    stranger = NoteSigner(LOG.verifier.name, bytes([1]) * 32)
    assert failure_of(HISTORY.receipt(3, signer=stranger)) is ReceiptFailure.BAD_CHECKPOINT
    elsewhere = HISTORY.receipt(3)
    elsewhere.proof.checkpoint = LOG.sign(replace(HISTORY.head(40), origin="cameo/other").text()).encode()
    assert failure_of(elsewhere) is ReceiptFailure.BAD_CHECKPOINT
    smaller = HISTORY.receipt(3)
    smaller.proof.checkpoint = LOG.sign(HISTORY.head(39).text()).encode()
    assert failure_of(smaller) is ReceiptFailure.BAD_CHECKPOINT


@pytest.mark.parametrize("note", [b"", b"\xff", LOG.sign("no checkpoint\n").encode()])
def test_what_is_no_checkpoint_proves_nothing(note: bytes) -> None:
    proven = HISTORY.receipt(3)
    proven.proof.checkpoint = note
    assert failure_of(proven) is ReceiptFailure.BAD_CHECKPOINT


def _event(receipt: pb.ConsentReceipt) -> None:
    receipt.event_type = pb.CONSENT_EVENT_WITHDRAWN


def _later(receipt: pb.ConsentReceipt) -> None:
    receipt.event_time.CopyFrom(Timestamp(seconds=1))


def _less(receipt: pb.ConsentReceipt) -> None:
    del receipt.grants[1]


def _wider(receipt: pb.ConsentReceipt) -> None:
    receipt.grants[0].uses.append(terms.USE_AD)


def _endless(receipt: pb.ConsentReceipt) -> None:
    receipt.grants[0].ClearField("expire_time")


def _unasked(receipt: pb.ConsentReceipt) -> None:
    receipt.grants[0].asks_each_time = False


@pytest.mark.parametrize("forge", [_event, _later, _less, _wider, _endless, _unasked])
def test_a_receipt_that_says_something_else_than_its_record_is_refused(
    forge: Callable[[pb.ConsentReceipt], None],
) -> None:
    proven = TWO.receipt(0)
    forge(proven.receipt)
    assert failure_of(proven) is ReceiptFailure.RECORD_DIFFERS


@pytest.mark.parametrize(
    "field", ["receipt_id", "pii_principal_id", "kind", "actor_id", "service_id", "reason", "audience"]
)
def test_no_text_of_a_receipt_can_be_exchanged(field: str) -> None:
    proven = TWO.receipt(0)
    setattr(proven.receipt, field, "other")
    assert failure_of(proven) is ReceiptFailure.RECORD_DIFFERS


def test_neither_count_nor_freeze_of_a_receipt_can_be_exchanged() -> None:
    more, frozen = TWO.receipt(0), TWO.receipt(0)
    more.receipt.count = 2
    frozen.receipt.frozen = True
    assert failure_of(more) is failure_of(frozen) is ReceiptFailure.RECORD_DIFFERS


def test_a_withdrawal_cannot_be_told_as_a_yes() -> None:
    proven = TWO.receipt(1)
    assert verify_receipt(proven, LOG.verifier).size == 2
    proven.receipt.event_type = pb.CONSENT_EVENT_GIVEN
    assert failure_of(proven) is ReceiptFailure.RECORD_DIFFERS


@pytest.mark.parametrize(
    "record", [b"", b"[]", b"{}", b'{"format": "cameo-leaf/v2"}', b'{"format": "cameo-leaf/v1"}', b"[" * 100_000]
)
def test_a_proved_record_of_another_format_is_refused(record: bytes) -> None:
    salt = bytes(32)
    entry = bytes(17) + sha256(salt + record).digest()
    head = Checkpoint(LOG.verifier.name, 1, sha256(b"\0" + entry).digest())
    note = LOG.sign(head.text()).encode()
    proof = pb.InclusionProof(record=record, salt=salt, entry=entry, tree_size=1, checkpoint=note)
    assert failure_of(pb.ProvenReceipt(proof=proof)) is ReceiptFailure.UNKNOWN_RECORD


def test_a_leaf_from_before_asking_was_told_is_still_proved() -> None:
    record = json.loads(GRANTED.to_bytes())
    del record["grants"][1]["asks_each_time"]
    text, salt = json.dumps(record).encode(), bytes(32)
    entry = bytes(17) + sha256(salt + text).digest()
    head = Checkpoint(LOG.verifier.name, 1, sha256(b"\0" + entry).digest())
    proven = TWO.receipt(0)
    proven.proof.CopyFrom(
        pb.InclusionProof(record=text, salt=salt, entry=entry, tree_size=1, checkpoint=LOG.sign(head.text()).encode())
    )
    assert verify_receipt(proven, LOG.verifier) == head


@pytest.mark.parametrize(("field", "value"), [("entry", bytes(48)), ("entry", b"\x02" + bytes(48)), ("salt", b"")])
def test_entry_and_salt_have_their_lengths(field: str, value: bytes) -> None:
    proven = HISTORY.receipt(3)
    setattr(proven.proof, field, value)
    assert failure_of(proven) is ReceiptFailure.BAD_ENTRY


def test_the_docs_list_every_way_a_receipt_fails() -> None:
    section = DOCS.split("## Why a receipt")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE) == list(ReceiptFailure)


def test_the_vectors_for_other_languages_are_current_and_say_what_this_client_says() -> None:
    assert VECTORS.read_text() == rendered()
    for vector in json.loads(VECTORS.read_text())["vectors"]:
        proven = ParseDict(vector["proven"], pb.ProvenReceipt())
        if vector["failure"] is None:
            verify_receipt(proven, LOG.verifier)
        else:
            assert failure_of(proven) == vector["failure"], vector["name"]
