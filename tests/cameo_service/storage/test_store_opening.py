"""A data directory is opened whole and durable, or not at all."""

import os
import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.engines import sqlite as dialect
from cameo_service.storage.engines.errors import DurabilityError, StoresDoNotMatchError, StoreTooNewError
from cameo_service.storage.engines.sqlite import assert_durable, connect
from cameo_service.storage.store import SqliteStore, open_store
from tests.cameo_service.storage.bare_store import sqlite_of
from tests.contracts.store_rows import enrollment, with_people


def test_every_connection_is_durable_whether_it_reads_or_writes(store: SqliteStore) -> None:
    with store.read() as snapshot:
        connections = (sqlite_of(snapshot), store._writer, store._keys._connection)
        for connection in connections:
            reported = [connection.execute(f"PRAGMA {name}", ()).fetchone()[0] for name in dialect.DURABILITY]
            assert reported == ["wal", 2, 1, 1]
            assert connection.execute("PRAGMA busy_timeout", ()).fetchone() == (5000,)


@pytest.mark.parametrize("weaker", ["synchronous = NORMAL", "foreign_keys = OFF", "secure_delete = OFF"])
def test_a_connection_that_is_less_durable_is_refused(tmp_path: Path, weaker: str) -> None:
    connection = connect(tmp_path / "some.db")
    connection.execute(f"PRAGMA {weaker}")
    with pytest.raises(DurabilityError, match=weaker.split(maxsplit=1)[0]):
        assert_durable(connection)
    connection.close()


def test_a_database_without_write_ahead_log_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(DurabilityError, match="journal_mode"):
        assert_durable(connection)
    connection.close()


def test_the_keys_of_another_installation_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        open_store(tmp_path / name, os.urandom).close()
    (tmp_path / "one" / "keys.db").replace(tmp_path / "two" / "keys.db")
    with pytest.raises(StoresDoNotMatchError, match=r"keys\.db is not the one"):
        open_store(tmp_path / "two", os.urandom)


def test_missing_keys_are_refused_and_not_made_anew(directory: Path) -> None:
    open_store(directory, os.urandom).close()
    (directory / "keys.db").unlink()
    for _ in range(2):
        with pytest.raises(StoresDoNotMatchError, match="put the right one back"):
            open_store(directory, os.urandom)


def test_keys_whose_main_database_is_missing_are_refused_and_kept(directory: Path) -> None:
    store = open_store(directory, os.urandom)
    with_people(store)
    with store.write() as tx:
        tx.enrollments.put(enrollment())
    store.close()
    (directory / "main.db").rename(directory / "main.away")
    with pytest.raises(StoresDoNotMatchError, match=r"main\.db is new"):
        open_store(directory, os.urandom)
    (directory / "main.away").replace(directory / "main.db")
    again = open_store(directory, os.urandom)
    with again.read() as snapshot:
        assert snapshot.enrollments.of(enrollment().subject) == enrollment()
    again.close()


def test_a_start_that_was_cut_off_after_the_first_database_is_taken_up_again(directory: Path) -> None:
    first = open_store(directory, os.urandom)
    first.close()
    (directory / "main.db").unlink()
    second = open_store(directory, os.urandom)
    assert second.deployment() == first.deployment()
    second.close()


def test_a_database_of_a_newer_version_is_refused(directory: Path) -> None:
    open_store(directory, os.urandom).close()
    connection = sqlite3.connect(directory / "main.db")
    connection.execute("UPDATE alembic_version SET version_num = 'main_9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreTooNewError, match="newer"):
        open_store(directory, os.urandom)


def test_a_data_directory_may_have_any_name(tmp_path: Path) -> None:
    open_store(tmp_path / "50% of my data; ünd more", os.urandom).close()
