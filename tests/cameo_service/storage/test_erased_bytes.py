"""Nothing that an erased person said stands in any file, in no column: the raw bytes of every file are read."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_service.storage.engines.sqlite import connect
from cameo_service.storage.store import KEY_DATABASE, MAIN_DATABASE
from cameo_service.storage.tables.every import MainTable, person_columns
from cameo_service.storage.tables.types import BytewiseText, Int64
from consent.identity import SubjectId
from tests.cameo_service.storage.test_erasure import Deployment
from tests.contracts.store_rows import ADA, EVE, NOW_US, with_people

TABLES = {table: column for (table, column), about in person_columns().items() if not about.kept and not about.apart}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path / "data")
    with_people(deployment.store)
    yield deployment
    deployment.store.close()


def said(mark: str, person: SubjectId) -> dict[str, dict[str, object]]:
    """A row for every table that an erasure wipes; every text in it begins with the mark and says where."""
    rows: dict[str, dict[str, object]] = {}
    for table, owner in TABLES.items():
        row: dict[str, object] = {}
        for column in MainTable.metadata.tables[table].c:
            if isinstance(column.type, BytewiseText):
                row[column.name] = f"{mark} {table}.{column.name}."
            elif isinstance(column.type, Int64):
                row[column.name] = NOW_US
            else:
                row[column.name] = os.urandom(16)
        rows[table] = {**row, owner: person.bytes}
    return rows


def put(connection: sqlite3.Connection, rows: dict[str, dict[str, object]]) -> None:
    for table, row in rows.items():
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def texts_in(directory: Path, rows: dict[str, dict[str, object]]) -> set[str]:
    files = [path.read_bytes() for path in directory.iterdir() if path.is_file()]
    texts = {text for row in rows.values() for text in row.values() if isinstance(text, str)}
    return {text for text in texts if any(text.encode() in found for found in files)}


def leave_copies(connection: sqlite3.Connection, rows: dict[str, dict[str, object]], person: SubjectId) -> None:
    """Stands for what SQLite leaves in unused parts of pages when a tree grows and shrinks, which no test can plan."""
    put(connection, rows)
    connection.execute("PRAGMA secure_delete = 0")
    for table, owner in TABLES.items():
        connection.execute(f"DELETE FROM {table} WHERE {owner} = ?", (person.bytes,))  # noqa: S608


def test_no_text_of_an_erased_person_is_in_a_file_once_the_erasure_is_final(here: Deployment) -> None:
    stored, copied = said("stored", ADA), said("copied", EVE)
    connection = connect(here.directory / MAIN_DATABASE)
    connection.execute("PRAGMA foreign_keys = 0")
    put(connection, stored)
    leave_copies(connection, copied, EVE)
    connection.close()
    here.erase()
    here.store.empty_logs()
    assert texts_in(here.directory, stored) == set()
    assert texts_in(here.directory, copied)
    assert here.finish() == 1
    assert texts_in(here.directory, copied) == set()


def size_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    return int(pages * page_bytes)


@pytest.mark.parametrize(("room", "is_rewritten"), [(0, True), (-1, False)])
def test_a_database_is_rewritten_up_to_a_size_and_left_with_a_warning_beyond(
    here: Deployment, caplog: pytest.LogCaptureFixture, room: int, *, is_rewritten: bool
) -> None:
    copied = said("copied", EVE)
    connection = connect(here.directory / MAIN_DATABASE)
    connection.execute("PRAGMA foreign_keys = 0")
    leave_copies(connection, copied, EVE)
    connection.close()
    here.store.empty_logs()
    assert size_of(here.directory / MAIN_DATABASE) > size_of(here.directory / KEY_DATABASE)
    here.store.rewrite(most_bytes=size_of(here.directory / MAIN_DATABASE) + room)
    assert (texts_in(here.directory, copied) == set()) is is_rewritten
    assert ("may remain in unused parts" not in caplog.text) is is_rewritten


def test_wrapped_keys_are_left_with_a_warning_too_where_they_are_many(
    here: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    main, keys = here.directory / MAIN_DATABASE, here.directory / KEY_DATABASE
    here.store.empty_logs()
    connection = sqlite3.connect(keys)
    connection.execute("CREATE TABLE filling (bytes BLOB)")
    connection.execute("INSERT INTO filling VALUES (zeroblob(?))", (size_of(main),))
    connection.commit()
    connection.close()
    here.store.rewrite(most_bytes=size_of(main))
    assert "may remain in unused parts" in caplog.text
