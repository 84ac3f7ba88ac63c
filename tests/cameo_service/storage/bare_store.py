"""A store in two databases in memory, built from the table classes: no migration, no file, a new one in 2 ms."""

import sqlite3
from collections.abc import Callable

from sqlalchemy import MetaData
from sqlalchemy.schema import CreateIndex, CreateTable

from cameo_service.storage.engines.sqlite import SqliteConnection
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.statements import adding
from cameo_service.storage.tables.deployment import DeploymentTable
from cameo_service.storage.tables.every import KeyTable, MainTable, rows_of
from cameo_service.storage.transaction import StoredSnapshot, StoredTransaction
from cameo_service.storage.written.compiling import dialect_of


def schema(metadata: MetaData) -> str:
    """What builds the tables and their indexes."""
    dialect = dialect_of("sqlite")
    tables = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    indexes = [
        str(CreateIndex(index).compile(dialect=dialect)) for table in metadata.sorted_tables for index in table.indexes
    ]
    return ";".join([*tables, *indexes])


MAIN_SCHEMA, KEY_SCHEMA = schema(MainTable.metadata), schema(KeyTable.metadata)


def database(built: str) -> SqliteConnection:
    """A database in memory with this schema."""
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=SqliteConnection)
    connection.executescript(built)
    connection.execute("PRAGMA foreign_keys = 1")
    return connection


def bare_transaction(random_bytes: Callable[[int], bytes] = bytes) -> StoredTransaction:
    """A transaction that is never committed."""
    main, keys = database(MAIN_SCHEMA), database(KEY_SCHEMA)
    only = {"only": 1, "deployment_id": bytes(16), "incarnation": 1, "revision": 0, "frozen": 0, "global_epoch": 0}
    adding(rows_of(DeploymentTable)).run(main, **only)
    return StoredTransaction(main, WrappedKeys(keys), SubjectSalts(keys, random_bytes), counts_guardians=True)


def sqlite_of(opened: StoredSnapshot) -> SqliteConnection:
    """The connection of a snapshot or transaction, to look behind it."""
    connection = opened.connection
    assert isinstance(connection, SqliteConnection)
    return connection
