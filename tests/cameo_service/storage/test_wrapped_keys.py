"""An enrollment never claims to be usable without its keys, and replaced keys are nowhere left."""

import os
import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.usecases.ports.enrollment import SealBrokenError, SealedItem
from tests.contracts.store_rows import ADA, BOB, PlannedFailureError, enrollment, with_people


def keys_in(directory: Path) -> int:
    connection = sqlite3.connect(directory / "keys.db")
    count = connection.execute("SELECT count(*) FROM wrapped_keys").fetchone()[0]
    connection.close()
    return int(count)


def bytes_in(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.iterdir()) if not path.name.endswith("-shm"))


def test_keys_are_on_the_disk_before_the_enrollment_commits(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
        assert keys_in(directory) == 2
        with store.read() as snapshot:
            assert snapshot.enrollments.of(ADA) is None


def test_wrapped_keys_are_never_in_the_main_database(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
    store.close()
    assert b"templates key" in (directory / "keys.db").read_bytes()
    assert b"templates key" not in (directory / "main.db").read_bytes()


def test_a_rolled_back_enrollment_leaves_no_keys(directory: Path, store: SqliteStore) -> None:
    with_people(store)

    def put_twice(tx: StoredTransaction) -> None:
        tx.enrollments.put(enrollment(1, subject=BOB))
        tx.enrollments.put(enrollment(1, subject=BOB))

    with pytest.raises(ValueError, match="sealed once"), store.write() as tx:
        put_twice(tx)
    assert keys_in(directory) == 0


def test_putting_an_enrollment_that_is_there_keeps_its_keys(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
    with pytest.raises(ValueError, match="sealed once"), store.write() as tx:
        tx.enrollments.put(enrollment())
    with store.read() as snapshot:
        assert snapshot.enrollments.of(ADA) == enrollment()


def test_keys_of_a_write_that_a_crash_cut_off_are_destroyed_at_the_next_start(
    directory: Path, store: SqliteStore
) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment(1))
    store._keys.put(enrollment(2))
    store._keys.put(enrollment(3, subject=BOB))
    store.close()
    again = open_store(directory, os.urandom)
    assert keys_in(directory) == 2
    with again.read() as snapshot:
        assert snapshot.enrollments.of(ADA) == enrollment(1)
    again.close()


def test_a_start_destroys_no_keys_of_an_enrollment_another_server_is_writing(
    directory: Path, store: SqliteStore
) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
        impatient = sqlite3.connect(directory / "main.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            impatient.execute("BEGIN IMMEDIATE")  # what open_store waits for before it sweeps
        impatient.close()
    open_store(directory, os.urandom).close()
    with store.read() as snapshot:
        assert snapshot.enrollments.of(ADA) == enrollment()


def test_nothing_replaced_is_left_in_any_file(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment(1))
    assert b"templates key \x01" in bytes_in(directory)
    assert b"templates \x01" in bytes_in(directory)
    with store.write() as tx:
        tx.enrollments.put(enrollment(2))
    assert b"templates key \x02" in bytes_in(directory)
    assert b"templates key \x01" not in bytes_in(directory)
    assert b"templates \x01" not in bytes_in(directory)


def test_what_a_reader_kept_in_the_log_is_gone_after_the_next_write(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment(1))
    with store.read() as snapshot:
        snapshot.revision()
        with store.write() as tx:
            tx.enrollments.put(enrollment(2))
    with store.write() as tx:
        tx.next_revision()
    assert b"templates \x01" not in bytes_in(directory)


def test_an_enrollment_whose_key_is_gone_is_not_handed_out(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
    store._keys.destroy(ADA.bytes, enrollment().enrollment_id.bytes)
    with store.read() as snapshot, pytest.raises(SealBrokenError, match="no key"):
        snapshot.enrollments.of(ADA)


def test_a_snapshot_from_before_a_replacement_finds_the_seal_broken(store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment(1))
    with store.read() as snapshot:
        snapshot.revision()
        with store.write() as tx:
            tx.enrollments.put(enrollment(2))
        with pytest.raises(SealBrokenError):
            snapshot.enrollments.of(ADA)


NEW = SealedItem("matching_templates.2", "open-2", 1, b"new key", b"new templates")


def test_the_key_of_templates_is_destroyed_with_them_and_its_bytes_are_nowhere(
    directory: Path, store: SqliteStore
) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
        tx.enrollments.seal_too(enrollment(), NEW)
    assert keys_in(directory) == 3
    with store.write() as tx:
        tx.enrollments.unseal(enrollment(), "matching_templates")
    assert keys_in(directory) == 2
    store.close()
    assert b"templates key" not in bytes_in(directory)
    assert b"new key" in bytes_in(directory)


def test_templates_that_were_rolled_back_leave_no_key(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())

    def fail(tx: StoredTransaction) -> None:
        tx.enrollments.seal_too(enrollment(), NEW)
        assert keys_in(directory) == 3
        raise PlannedFailureError

    with pytest.raises(PlannedFailureError), store.write() as tx:
        fail(tx)
    assert keys_in(directory) == 2


def test_a_start_destroys_the_key_of_templates_that_a_crash_left(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
    store.close()
    keys = sqlite3.connect(directory / "keys.db")
    keys.execute(
        "INSERT INTO wrapped_keys SELECT subject_id, enrollment_id, kind || '.2', 'x', 1, x'00' FROM wrapped_keys"
    )
    keys.commit()
    keys.close()
    assert keys_in(directory) == 4
    again = open_store(directory, os.urandom)
    assert keys_in(directory) == 2
    with again.read() as snapshot:
        assert snapshot.enrollments.of(ADA) == enrollment()
    again.close()
