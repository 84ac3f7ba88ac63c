"""The SQLite store keeps the contract, and what only a database on a disk can break."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from cameo_service.storage.engines.sqlite import BEGIN_WRITE, connect
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.usecases.ports.history import HistoryUnreconciledError
from cameo_service.usecases.ports.store import SecondStatementError
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from tests.cameo_service.storage.bare_store import sqlite_of
from tests.contracts.store_contract import StoreContract
from tests.contracts.store_rows import ADA, BOB, EVE, NOBODY_KNOWN, NOW_US, facts, grant, with_people


class TestSqliteStore(StoreContract):
    """The whole contract."""


def test_a_grant_for_a_provider_without_name_is_refused_because_it_would_read_as_any(store: SqliteStore) -> None:
    with_people(store)
    with pytest.raises(ValueError, match="never an empty name"), store.write() as tx:
        tx.grants.put(grant(provider=""), NOW_US)


def test_a_glance_is_one_statement_for_a_second_could_see_another_moment(store: SqliteStore) -> None:
    with_people(store)
    with store.glance() as glance:
        assert glance.people.of_account("https://issuer.example", "ada") == ADA
        with pytest.raises(SecondStatementError):
            glance.revision()
    with store.glance() as glance, store.read() as snapshot:
        assert glance.revision() == snapshot.revision()


def test_what_was_written_is_there_when_the_store_is_opened_again(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.grants.put(grant(), NOW_US)
    store.close()
    again = open_store(directory, os.urandom)
    assert facts(again).grants == (grant(),)
    assert again.deployment() == store.deployment()
    again.close()


def test_a_new_store_is_a_new_deployment_of_16_bytes_in_its_first_incarnation(
    store: SqliteStore, tmp_path: Path
) -> None:
    other = open_store(tmp_path / "other", os.urandom)
    assert other.deployment().deployment_id != store.deployment().deployment_id
    assert (len(store.deployment().deployment_id), store.deployment().incarnation) == (16, 1)
    other.close()


def test_two_servers_on_one_directory_see_each_others_writes(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    other = open_store(directory, os.urandom)
    with store.write() as tx:
        tx.grants.put(grant(), NOW_US)
        tx.next_revision()
    assert facts(other).grants == (grant(),)
    with other.write() as tx:
        tx.grants.end(ADA, BOB, NOW_US)
        assert tx.next_revision() == 2
    assert facts(store).revoked
    other.close()


def test_a_write_keeps_every_other_server_from_writing_from_its_first_read_on(
    directory: Path, store: SqliteStore
) -> None:
    other = connect(directory / MAIN_DATABASE)
    other.execute("PRAGMA busy_timeout = 0")
    with store.write() as tx:
        tx.revision()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute(BEGIN_WRITE)
    other.execute(BEGIN_WRITE)
    other.close()


def test_a_check_costs_the_same_statements_whatever_it_finds(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.grants.put(grant(), NOW_US)
        tx.blocks.put(ADA, EVE, None, NOW_US)
    counts = set()
    for owner, requester in ((ADA, BOB), (ADA, EVE), (BOB, ADA), (NOBODY_KNOWN, BOB), (ADA, None)):
        statements: list[str] = []
        with store.read() as snapshot:
            sqlite_of(snapshot).set_trace_callback(statements.append)
            snapshot.facts.of([owner], requester, "gen", NOW_US)
            sqlite_of(snapshot).set_trace_callback(None)
        counts.add(len(statements))
    assert counts == {1}


def test_only_the_owner_of_the_process_can_read_the_databases(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}
    assert {"main.db", "main.db-wal", "keys.db"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_commit_wakes_the_watch_and_a_write_that_is_undone_does_not(store: SqliteStore) -> None:
    woken: list[int] = []
    store.wake_with(lambda: woken.append(1))
    with_people(store)
    assert woken == [1]
    with pytest.raises(UnknownSubjectError), store.write() as tx:
        tx.people.set_frozen(NOBODY_KNOWN, frozen=True)
    assert woken == [1]


def test_a_snapshot_cannot_write(store: SqliteStore) -> None:
    with store.read() as snapshot, pytest.raises(sqlite3.OperationalError, match="readonly"):
        sqlite_of(snapshot).execute("UPDATE deployment SET revision = 99")


def test_a_write_within_a_write_fails_at_once_and_the_outer_one_leaves_nothing(store: SqliteStore) -> None:
    with_people(store)

    def write_twice(tx: StoredTransaction) -> None:
        tx.grants.put(grant(), NOW_US)
        store.write().__enter__()

    with pytest.raises(sqlite3.OperationalError, match="within a transaction"), store.write() as tx:
        write_twice(tx)
    assert facts(store).grants == ()


def test_reads_reuse_connections_and_closing_closes_them(store: SqliteStore) -> None:
    with store.read() as first, store.read() as second:
        assert sqlite_of(first) is not sqlite_of(second)
        kept = {id(sqlite_of(first)), id(sqlite_of(second))}
    with store.read() as third:
        assert id(sqlite_of(third)) in kept
        store.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        third.revision()


def test_a_stopped_store_neither_reads_nor_writes(store: SqliteStore) -> None:
    with_people(store)
    store.stop_serving()
    with pytest.raises(HistoryUnreconciledError, match="Render nothing"), store.read():
        pass
    with pytest.raises(HistoryUnreconciledError, match="Render nothing"), store.write():
        pass
