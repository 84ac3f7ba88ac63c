"""Nothing that an erased person said stands in any file, in no column: the raw bytes of every file are read."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_service.storage.engines.sqlite import connect
from cameo_service.storage.erasures import WIPED
from cameo_service.storage.store import MAIN_DATABASE
from cameo_service.storage.tables.base import MainTable
from cameo_service.storage.tables.types import BytewiseText, Int64
from consent.identity import SubjectId
from tests.cameo_service.storage.test_erasure import Deployment
from tests.contracts.store_rows import ADA, EVE, NOW_US, with_people

TABLES = dict(reversed(WIPED))


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


def test_no_text_of_an_erased_person_is_in_a_file_once_the_erasure_is_final(here: Deployment) -> None:
    stored, copied = said("stored", ADA), said("copied", EVE)
    connection = connect(here.directory / MAIN_DATABASE)
    connection.execute("PRAGMA foreign_keys = 0")
    put(connection, stored)
    put(connection, copied)
    # Stands for what SQLite leaves in unused parts of pages when a tree grows and shrinks, which no test can plan.
    connection.execute("PRAGMA secure_delete = 0")
    for table, owner in TABLES.items():
        connection.execute(f"DELETE FROM {table} WHERE {owner} = ?", (EVE.bytes,))  # noqa: S608
    connection.close()
    here.erase()
    here.store.empty_logs()
    assert texts_in(here.directory, stored) == set()
    assert texts_in(here.directory, copied)
    assert here.finish() == 1
    assert texts_in(here.directory, copied) == set()
