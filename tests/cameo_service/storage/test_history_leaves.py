"""Every act leaves a leaf in its own transaction; without the salt it is nobody's; a narrowing act is marked first."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cameo_service.storage.history import HistoryReader, unlink_leaves
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow
from cameo_service.usecases.ports.history import BehindItsMarkError, Entries, HighWater
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.history.leaf import opens, parse_entry
from consent.history.leaf_record import parse_record
from tests.cameo_service.storage.history_rows import act, granted, reader_of
from tests.contracts.store_rows import ADA, BOB, EVE, NOBODY_KNOWN, NOW_US, PlannedFailureError, grant, with_people


@pytest.fixture
def leaves(directory: Path, store: SqliteStore) -> Iterator[HistoryReader]:
    with_people(store)
    reader = reader_of(directory)
    yield reader
    reader.close()


def failing(store: SqliteStore, act_in: Callable[[StoredTransaction], None]) -> None:
    with store.write() as tx:
        act_in(tx)
        raise PlannedFailureError


def test_a_leaf_opens_to_what_happened_and_what_is_in_force(store: SqliteStore, leaves: HistoryReader) -> None:
    revision = granted(store)
    (leaf,) = leaves.written_at(ADA, revision)
    record = parse_record(leaf.record)
    assert opens(parse_entry(leaf.entry), leaf.salt, leaf.record)
    assert (record.kind, record.owner, record.actor, record.revision) == ("granted", str(ADA), str(BOB), revision)
    assert (record.audience, record.is_frozen, record.owner_epoch, record.pair_epoch) == ("ONLY_ME", False, 0, 0)
    (in_force,) = record.grants
    assert (in_force.grant_id, in_force.modalities) == (str(grant().grant_id), ("face", "voice"))
    assert (in_force.uses, in_force.provider, in_force.expires_us) == (("private", "publish"), "", None)
    assert not in_force.asks_each_time


def test_a_leaf_says_that_a_grant_asks_each_time(store: SqliteStore, leaves: HistoryReader) -> None:
    with store.write() as tx:
        tx.grants.put(replace(grant(), asks_each_time=True), NOW_US)
    (leaf,) = leaves.written_at(ADA, act(store, "granted", narrows=False))
    (in_force,) = parse_record(leaf.record).grants
    assert in_force.asks_each_time


def test_leaves_stand_in_the_order_of_commits_without_gaps(store: SqliteStore, leaves: HistoryReader) -> None:
    for number in range(5):
        act(store, "granted", (ADA, BOB, EVE)[number % 3], narrows=False)
    with pytest.raises(PlannedFailureError):
        failing(store, lambda tx: tx.activity.record(ActivityRow(ADA, 9, NOW_US, "granted", BOB, "app", "", 1)))
    act(store, "revoked", narrows=True)
    assert leaves.high_water().tree_size == 6
    assert [leaf.index for leaf in leaves.about(ADA, 0, 10)] == [0, 3, 5]
    assert [parse_entry(entry).is_narrowing for entry in leaves.entries(0, 10)] == [False] * 5 + [True]
    assert leaves.entries(4, 1) == leaves.entries(0, 10)[4:5]


def test_a_refused_attempt_is_a_leaf_too(store: SqliteStore, leaves: HistoryReader) -> None:
    with store.write() as tx:
        tx.activity.record(ActivityRow(ADA, tx.revision(), NOW_US, REFUSED, None, "studio", "BLOCKED", 7))
    (leaf,) = leaves.about(ADA, 0, 10)
    record = parse_record(leaf.record)
    assert (record.kind, record.reason, record.count, record.actor, record.grants) == (REFUSED, "BLOCKED", 7, "", ())


def test_there_is_no_leaf_about_nobody(store: SqliteStore, leaves: HistoryReader) -> None:
    with pytest.raises(UnknownSubjectError):
        act(store, "granted", NOBODY_KNOWN, narrows=False)
    assert leaves.high_water().tree_size == 0


def test_unlinked_leaves_are_nobodys_and_the_tree_stays(
    directory: Path, store: SqliteStore, leaves: HistoryReader
) -> None:
    granted(store)
    act(store, "granted", EVE, narrows=False)
    (leaf,), entries = leaves.about(ADA, 0, 10), leaves.entries(0, 10)
    with store.write() as tx:
        unlink_leaves(tx, ADA)
    assert leaves.about(ADA, 0, 10) == ()
    assert leaves.about(EVE, 0, 10)
    assert leaves.entries(0, 10) == entries
    for name in ("main.db", "keys.db"):
        content = b"".join(path.read_bytes() for path in directory.glob(f"{name}*"))
        assert leaf.record not in content
        assert leaf.salt not in content
    salts = sqlite3.connect(directory / "keys.db")
    assert salts.execute("SELECT 1 FROM subject_salts WHERE subject_id = ?", (ADA.bytes,)).fetchone() is None
    salts.close()


def test_an_unlinking_that_is_undone_leaves_the_salt(store: SqliteStore, leaves: HistoryReader) -> None:
    granted(store)
    with pytest.raises(PlannedFailureError):
        failing(store, lambda tx: unlink_leaves(tx, ADA))
    assert leaves.about(ADA, 0, 10)


def test_a_narrowing_act_is_marked_before_it_returns_and_others_are_not(
    store: SqliteStore, leaves: HistoryReader
) -> None:
    marks: list[HighWater] = []
    store.mark_narrowing_with(marks.append)
    granted(store)
    assert not marks
    act(store, "revoked", narrows=True)
    assert marks == [leaves.high_water()]


def test_a_mark_that_failed_is_owed_by_the_next_write(store: SqliteStore, leaves: HistoryReader) -> None:
    marks: list[HighWater] = []

    def fail(high_water: HighWater) -> None:
        del high_water
        raise PlannedFailureError

    store.mark_narrowing_with(fail)
    with pytest.raises(PlannedFailureError):
        act(store, "revoked", narrows=True)
    with pytest.raises(PlannedFailureError):
        granted(store)
    store.mark_narrowing_with(marks.append)
    granted(store)
    assert marks == [leaves.high_water()]


def test_a_database_that_is_not_admitted_keeps_its_keys(directory: Path, store: SqliteStore) -> None:
    store.close()
    keys = sqlite3.connect(directory / "keys.db")
    keys.execute("INSERT INTO wrapped_keys VALUES (?, ?, 'kind', 'model', 1, x'00')", (bytes(16), bytes(16)))
    keys.commit()

    def refuse(entries: Entries) -> None:
        raise BehindItsMarkError(str(entries.high_water().revision))

    with pytest.raises(BehindItsMarkError):
        open_store(directory, os.urandom, refuse)
    assert keys.execute("SELECT 1 FROM wrapped_keys").fetchone()
    keys.close()
