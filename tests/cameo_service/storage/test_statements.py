"""Statements are compiled from the table classes, for both databases, and nothing else is spelled as SQL."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import psycopg

from cameo_service import storage
from cameo_service.storage.engines.sqlite import sqlite_dialect
from cameo_service.storage.hot_statements import FACTS, PROMPT, RECORDINGS_SHARING_MOST
from cameo_service.storage.rows import ROW_TABLES
from cameo_service.storage.statements import Prepared, Statement, any_given, putting
from cameo_service.storage.tables.base import KeyTable, MainTable, rows_of
from cameo_service.storage.tables.consent import BlockTable
from tests.cameo_service.storage.bare_store import KEY_SCHEMA, MAIN_SCHEMA, database

FOLDER = Path(storage.__file__).parent
BLOCKS = rows_of(BlockTable)
SQLITE = sqlite_dialect()
POSTGRESQL = psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
NOTHING = defaultdict[str, tuple[None, None]](lambda: (None, None))
SPELLED = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|ORDER BY)\s")


def statements() -> Iterator[tuple[str, Statement]]:
    """Every statement that a module of the package holds, with its name."""
    for found in walk_packages(storage.__path__, f"{storage.__name__}."):
        module = import_module(found.name)
        for name, value in vars(module).items():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, Statement) and not is_prepared_text(one):
                    yield f"{found.name.removeprefix(storage.__name__)}.{name}", one
    for room, table in ROW_TABLES.items():
        yield from ((f"rows.{room}.{name}", one) for name, one in vars(table).items() if isinstance(one, Statement))


def is_prepared_text(statement: Statement) -> bool:
    """Whether it is one of `hot_statements.py`, for SQLite alone."""
    spelled = str(statement.compiled(SQLITE).statement)
    return any(spelled == str(text(hot)) for hot in (FACTS, PROMPT, RECORDINGS_SHARING_MOST))


STATEMENTS = list(statements())


def values_of_nothing(prepared: Prepared) -> tuple[None, ...]:
    """NULL for each value, which is enough for a statement to be understood."""
    return (None,) * len(prepared.arranged({name: NOTHING[name] for name in prepared.names}))


def written_columns() -> dict[str, list[set[str]]]:
    """The columns that each insert writes, by table."""
    found: dict[str, list[set[str]]] = {}
    for _, statement in STATEMENTS:
        into = re.match(r"INSERT INTO (\w+) \(([^)]*)\)", statement.prepared(SQLITE, NOTHING).text)
        if into:
            found.setdefault(into[1], []).append({column.strip(' "') for column in into[2].split(",")})
    return found


def test_the_package_holds_statements() -> None:
    assert len(STATEMENTS) > 150


@pytest.mark.parametrize("statement", [pytest.param(one, id=name) for name, one in STATEMENTS])
def test_every_statement_is_understood_by_sqlite_and_compiles_for_postgresql(statement: Statement) -> None:
    prepared = statement.prepared(SQLITE, NOTHING)
    is_of_keys = "wrapped_keys" in prepared.text or "subject_salts" in prepared.text
    connection = database(KEY_SCHEMA if is_of_keys else MAIN_SCHEMA)
    connection.execute(f"EXPLAIN {prepared.text}", values_of_nothing(prepared))
    connection.close()
    theirs = statement.prepared(POSTGRESQL, NOTHING)
    assert theirs.names == prepared.names
    assert "?" not in theirs.text


def test_every_insert_writes_every_column_of_its_table_and_every_table_has_one() -> None:
    written = written_columns()
    for metadata in (MainTable.metadata, KeyTable.metadata):
        for table in metadata.sorted_tables:
            drawn_by_the_database = {"recording_id"} if table.name == "seen_recordings" else set()
            wanted = {column.name for column in table.columns} - drawn_by_the_database
            if table.name == "deployment":  # main.db and keys.db have one each
                assert wanted in written["deployment"]
                continue
            assert written[table.name] == [wanted] * len(written[table.name])


def test_what_is_written_over_is_every_column_that_a_row_does_not_keep() -> None:
    found = putting(BLOCKS, keeping=("created_us",)).prepared(SQLITE, NOTHING).text
    assert found.endswith("ON CONFLICT (owner, actor) DO UPDATE SET expires_us = excluded.expires_us")


def test_a_statement_refuses_another_set_of_values_than_it_takes() -> None:
    prepared = putting(BLOCKS).prepared(SQLITE, NOTHING)
    row = {"owner": b"o", "actor": b"a", "expires_us": None, "created_us": 1}
    assert prepared.arranged(row) == (b"o", b"a", None, 1)
    with pytest.raises(TypeError, match="the statement takes"):
        prepared.arranged(row | {"reason": ""})
    with pytest.raises(TypeError, match="the statement takes"):
        prepared.arranged({"owner": b"o"})


def test_a_list_of_another_length_is_another_text_and_its_values_keep_their_order() -> None:
    statement = Statement(select(BLOCKS.c.actor).where(BLOCKS.c.owner.in_(any_given("owners"))))
    one, three = {"owners": [b"a"]}, {"owners": [b"c", b"a", b"b"]}
    assert statement.prepared(SQLITE, one).text.endswith("IN (?)")
    assert statement.prepared(SQLITE, three).text.endswith("IN (?, ?, ?)")
    assert statement.prepared(SQLITE, three).arranged(three) == (b"c", b"a", b"b")
    assert statement.prepared(SQLITE, one).arranged(one) == (b"a",)
    arranged = statement.prepared(POSTGRESQL, three).arranged(three)
    assert arranged == {"owners_1": b"c", "owners_2": b"a", "owners_3": b"b"}


def test_a_statement_is_compiled_once() -> None:
    statement = putting(BLOCKS)
    assert statement.prepared(SQLITE, NOTHING) is statement.prepared(SQLITE, NOTHING)
    assert statement.prepared(POSTGRESQL, NOTHING) is not statement.prepared(SQLITE, NOTHING)


def test_no_sql_is_spelled_outside_the_hot_statements() -> None:
    sources = [path for path in FOLDER.rglob("*.py") if "migrations" not in path.parts]
    spelled = [
        f"{path.name}: {node.value}"
        for path in sources
        if path.name != "hot_statements.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SPELLED.search(node.value)
    ]
    assert spelled == []
