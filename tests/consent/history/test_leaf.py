"""A published leaf says nothing without its salt, and opens to one record alone."""

from dataclasses import replace

import pytest

from consent.history.leaf import ENTRY_BYTES, entry_for, leaf_salt, opens, owner_tag, parse_entry
from consent.history.leaf_record import GrantInForce, LeafRecord, parse_record

SALT = bytes(range(32))
RECORD = LeafRecord(
    revision=7,
    at_us=1_700_000_000_000_000,
    kind="granted",
    owner="01890a5d-ac96-774b-bcce-b302099a8057",
    actor="01890a5d-ac96-774b-bcce-b302099a8058",
    provider="app",
    reason="",
    count=1,
    audience="APPROVED",
    is_frozen=False,
    owner_epoch=3,
    pair_epoch=1,
    grants=(GrantInForce("01890a5d-ac96-774b-bcce-b302099a8059", ("face", "voice"), ("private",), None, ""),),
)


def test_an_entry_is_read_back_as_it_was_written() -> None:
    entry = entry_for(SALT, 5, RECORD.to_bytes(), is_narrowing=True)
    assert len(entry.packed()) == ENTRY_BYTES
    assert parse_entry(entry.packed()) == entry


def test_a_record_is_read_back_as_it_was_written() -> None:
    assert parse_record(RECORD.to_bytes()) == RECORD
    asking = replace(RECORD, grants=(replace(RECORD.grants[0], asks_each_time=True),))
    assert parse_record(asking.to_bytes()) == asking


def test_a_record_of_before_grants_asked_is_read() -> None:
    assert parse_record(RECORD.to_bytes().replace(b'"asks_each_time":false,', b"")) == RECORD


def test_an_entry_opens_with_its_own_salt_and_record_only() -> None:
    entry = entry_for(SALT, 5, RECORD.to_bytes(), is_narrowing=False)
    assert opens(entry, leaf_salt(SALT, 5), RECORD.to_bytes())
    assert not opens(entry, leaf_salt(SALT, 6), RECORD.to_bytes())
    assert not opens(entry, leaf_salt(bytes(32), 5), RECORD.to_bytes())
    assert not opens(entry, leaf_salt(SALT, 5), replace(RECORD, kind="revoked").to_bytes())


def test_two_leaves_about_one_person_have_nothing_in_common() -> None:
    first, second = (entry_for(SALT, index, RECORD.to_bytes(), is_narrowing=False) for index in (5, 6))
    assert first.tag != second.tag
    assert first.commitment != second.commitment


def test_a_tag_is_found_with_the_subjects_salt_only() -> None:
    entry = entry_for(SALT, 5, RECORD.to_bytes(), is_narrowing=False)
    assert entry.tag == owner_tag(SALT, 5)
    assert entry.tag != owner_tag(bytes(32), 5)


@pytest.mark.parametrize("packed", [b"", bytes(ENTRY_BYTES - 1), bytes(ENTRY_BYTES + 1), b"\x02" + bytes(48)])
def test_anything_else_is_no_entry(packed: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry"):
        parse_entry(packed)


@pytest.mark.parametrize(
    "text", [b"{}", b"[]", b"{", b'{"format":"cameo-leaf/v2"}', b'{"format":"cameo-leaf/v1","grants":[1]}']
)
def test_anything_else_is_no_record(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - JSON has words of its own
        parse_record(text)
