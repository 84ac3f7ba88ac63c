"""What migrations build is what the tables say, and every table keeps the rules of design section 8."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from cameo_service.storage.store import SqliteStore
from cameo_service.storage.tables.every import KeyTable, MainTable

LOOKUPS = {
    "deployment",
    "identities",
    "sessions",
    "spent_grants",
    "remembered_requests",
    "history_leaves",
    "outbox_marks",
    "recording_keys",
    "removals",
    "removed_outputs",
    "seen_recordings",
}
"""Tables that have no owner to lead their key."""


@pytest.fixture
def main_db(directory: Path, store: SqliteStore) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(directory / "main.db")
    yield connection
    connection.close()


@pytest.mark.parametrize(("name", "metadata"), [("main.db", MainTable.metadata), ("keys.db", KeyTable.metadata)])
def test_migrations_build_exactly_the_tables(
    directory: Path, store: SqliteStore, name: str, metadata: MetaData
) -> None:
    engine = create_engine(f"sqlite:///{directory / name}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        for table in metadata.sorted_tables:
            built = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).scalar()
            wanted = str(CreateTable(table).compile(engine))
            assert str(built).split() == wanted.split()
            for index in table.indexes:
                found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (index.name,))
                assert str(found.scalar()).split() == str(CreateIndex(index).compile(engine)).split()
    engine.dispose()


def test_every_table_is_strict(main_db: sqlite3.Connection) -> None:
    tables = main_db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    assert {name for name, is_strict in tables if not is_strict} == {"alembic_version", "sqlite_schema"}


def test_every_key_leads_with_the_owner_save_for_the_named_lookups() -> None:
    leads = {name: next(iter(table.primary_key)).name for name, table in MainTable.metadata.tables.items()}
    assert {name for name, lead in leads.items() if lead not in {"owner", "subject_id"}} == LOOKUPS


def test_text_is_compared_bytewise(main_db: sqlite3.Connection) -> None:
    indexes = [name for (name,) in main_db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")]
    collations = {row[4] for name in indexes for row in main_db.execute(f"PRAGMA index_xinfo('{name}')")}
    assert collations == {"BINARY"}


def test_the_same_schema_compiles_for_postgresql_with_the_c_collation() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
    for table in MainTable.metadata.sorted_tables:
        built = str(CreateTable(table).compile(dialect=dialect))
        assert "STRICT" not in built
        assert built.count("VARCHAR") == built.count('COLLATE "C"')
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))
