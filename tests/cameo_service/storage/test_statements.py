"""Statements are compiled from the table classes, for both databases, and nothing else is spelled as SQL."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import text

from cameo_service import storage
from cameo_service.storage.hot_statements import FACTS, PROMPT, RECORDINGS_SHARING_MOST
from cameo_service.storage.statements import Prepared, Statement, any_given, given, prepared_of, putting
from cameo_service.storage.tables.every import KeyTable, MainTable
from cameo_service.storage.written.expressions import rows_in, select
from cameo_service.storage.written.texts import file_of, key_of, spelled
from scripts.compile_statements import compiled, statements
from tests.cameo_service.storage.bare_store import KEY_SCHEMA, MAIN_SCHEMA, database

FOLDER = Path(storage.__file__).parent
BLOCKS = rows_in("blocks")
SQLITE = "sqlite"
POSTGRESQL = "postgresql"
NOTHING = defaultdict[str, tuple[None, None]](lambda: (None, None))
SPELLED = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|ORDER BY)\s")


def is_prepared_text(statement: Statement) -> bool:
    """Whether it is one of `hot_statements.py`, for SQLite alone."""
    spelled = str(statement.compiled(SQLITE).statement)
    return any(spelled == str(text(hot)) for hot in (FACTS, PROMPT, RECORDINGS_SHARING_MOST))


STATEMENTS = [(name, one) for name, one in statements() if not is_prepared_text(one)]


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


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_the_texts_that_were_compiled_beforehand_are_what_is_compiled_now(dialect: str) -> None:
    now = spelled(compiled(dialect))
    assert file_of(dialect).read_text("utf-8") == now, "run: python -m scripts.compile_statements"


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_what_is_written_alike_is_one_statement(dialect: str) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for one in compiled(dialect):
        found[key_of(one.written)].add(repr(one.text))
    assert [key for key, different in found.items() if len(different) > 1] == []


def test_a_statement_takes_its_values_alike_from_a_text_of_before_and_from_one_of_now() -> None:
    for name, statement in STATEMENTS:
        for dialect in (SQLITE, POSTGRESQL):
            now = statement.compiled_for_one(dialect)
            values = {value: [value] if value in now.lists else value for value in now.text.names}
            prepared = statement.prepared(dialect, values)
            assert prepared.text == now.text.text, name
            assert prepared.arranged(values) == prepared_of(now.text).arranged(values), name


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_a_text_that_was_compiled_for_one_value_is_not_run_with_two(dialect: str) -> None:
    of_one = defaultdict[str, tuple[None]](lambda: (None,))
    with_lists = [one for _, one in STATEMENTS if one.compiled_for_one(dialect).lists]
    assert with_lists
    for statement in with_lists:
        assert statement.prepared(dialect, of_one).text != statement.prepared(dialect, NOTHING).text


def test_a_part_of_another_kind_than_a_value_is_refused() -> None:
    owner = MainTable.metadata.tables["blocks"].c.owner
    with pytest.raises(TypeError, match="write parts with"):
        Statement(select(BLOCKS).where(owner == given("owner"))).prepared(SQLITE, NOTHING)


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
