"""Moves a deployment from SQLite files to PostgreSQL, with its history: every row of both databases, or nothing."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Table, func, select

from cameo_service.storage.engines.errors import DatabaseInUseError, StoreError
from cameo_service.storage.engines.schema import Schema
from cameo_service.storage.engines.sqlite import SqliteConnection, connect
from cameo_service.storage.operator.schema import DATABASES, schemas
from cameo_service.storage.postgresql.connection import UNSTORABLE
from cameo_service.storage.postgresql.hot_statements import COPY
from cameo_service.storage.postgresql.schema import OPERATOR_NAME, migrate, services_on
from cameo_service.storage.postgresql.sessions import KEY_SCHEMA, MAIN_SCHEMA
from cameo_service.storage.postgresql.sessions import connect as connect_server
from cameo_service.storage.statements import Statement
from cameo_service.storage.store import KEY_DATABASE, MAIN_DATABASE
from cameo_service.storage.tables.every import KeyTable, MainTable
from cameo_service.storage.tables.values import deletable_text

MOVED = ".moved"
"""Ending of the files once their rows are elsewhere: no service opens them any more, and the operator deletes them."""
AT_ONCE = 1_000
_PADDED = {("held_renders", "prompt"), ("removals", "contact"), ("removals", "what")}
"""Texts that SQLite stores apart from their row; see tables.values.deletable."""
_DRAWN = ("seen_recordings", "recording_id")
"""The one column of which the database draws the next value."""

_PARTS = ((KEY_DATABASE, KEY_SCHEMA, KeyTable.metadata), (MAIN_DATABASE, MAIN_SCHEMA, MainTable.metadata))


class TargetNotEmptyError(StoreError):
    """The PostgreSQL database holds a deployment already: name an empty one."""


class SourceNotReadyError(StoreError):
    """The files are no whole deployment of this version: name the data directory, and run `cameo migrate` first."""


class RowsDifferError(StoreError):
    """Not every row arrived, so nothing was moved: look at the log of the server, and repeat it."""


def transfer(directory: Path, url: str) -> dict[str, int]:
    """Copies every row of a data directory that its caller has alone, in one transaction; rows by table.

    Raises:
        SourceNotReadyError, TargetNotEmptyError, RowsDifferError, DatabaseInUseError: see there; nothing was changed.
        StoreError: the server is not fit; see open_postgresql.
    """
    if any(one.schema is not Schema.CURRENT for one in schemas(directory)):
        raise SourceNotReadyError(str(SourceNotReadyError.__doc__))
    for _, schema, _ in _PARTS:
        migrate(url, schema)
    if services_on(url):
        raise DatabaseInUseError(str(DatabaseInUseError.__doc__))
    counts: dict[str, int] = {}
    with closing(connect_server(url, name=OPERATOR_NAME)) as target, target.transaction():
        for database, schema, metadata in _PARTS:
            with closing(connect(directory / database)) as source:
                source.begin_read()
                for table in metadata.sorted_tables:
                    counts[f"{database}/{table.name}"] = _copy(source, target, schema, table)
        _draw_on(target)
    return counts


def retire(directory: Path) -> None:
    """Renames the files, so that no service acts on them beside the new place. Their logs are empty: none is open."""
    for name in DATABASES:
        (directory / name).rename(directory / f"{name}{MOVED}")


def _copy(source: SqliteConnection, target: "psycopg.Connection[Any]", schema: str, table: Table) -> int:
    columns = [column.name for column in table.columns]
    place = sql.SQL("{}").format(sql.Identifier(schema, table.name))
    if _count(target, schema, table):
        raise TargetNotEmptyError(str(TargetNotEmptyError.__doc__))
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    read = Statement(select(table)).each(source)
    copied = 0
    with target.cursor() as cursor:
        try:
            with cursor.copy(sql.SQL(COPY).format(place, named)) as copy:
                for row in _rows(read, table.name, columns):
                    copy.write_row(row)
                    copied += 1
        except psycopg.DataError as error:
            raise SourceNotReadyError(f"A text of {table.name} cannot be stored. {UNSTORABLE}") from error
    if copied != _count(target, schema, table) or copied != _stored(source, table):
        raise RowsDifferError(str(RowsDifferError.__doc__))
    return copied


def _rows(read: Any, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    padded = [(table, name) in _PADDED for name in columns]
    while rows := read.fetchmany(AT_ONCE):
        if any(padded):
            rows = [
                tuple(deletable_text(value) if apart else value for value, apart in zip(row, padded, strict=True))
                for row in rows
            ]
        yield from rows


def _count(target: "psycopg.Connection[Any]", schema: str, table: Table) -> int:
    counted = Statement(select(func.count()).select_from(table.to_metadata(type(table.metadata)(), schema=schema)))
    row: Any = target.execute(counted.prepared("postgresql", _NOTHING).text.encode()).fetchone()
    return int(row[0])


def _stored(source: SqliteConnection, table: Table) -> int:
    (count,) = Statement(select(func.count()).select_from(table)).one(source)
    return int(count)


def _draw_on(target: "psycopg.Connection[Any]") -> None:
    """The next recording gets a number that none of the moved ones has."""
    table, column = _DRAWN
    newest = Statement(select(func.max(MainTable.metadata.tables[table].c[column])))
    row: Any = target.execute(newest.prepared("postgresql", _NOTHING).text.encode()).fetchone()
    if row[0] is not None:
        drawn = Statement(select(func.setval(func.pg_get_serial_sequence(table, column), row[0])))
        prepared = drawn.prepared("postgresql", _NOTHING)
        target.execute(prepared.text.encode(), prepared.arranged({}))


_NOTHING: Mapping[str, Any] = {}
