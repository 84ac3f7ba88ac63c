"""A schema is made and migrated in one transaction: a process that dies in the midst leaves nothing half made."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from cameo_service.storage.engines import migrate as migrating
from cameo_service.storage.engines.migrate import KEYS, MAIN, configured, migrate, upgrade
from cameo_service.storage.engines.schema import Schema, revisions, schema_of
from cameo_service.storage.engines.sqlite import BEGIN_WRITE
from cameo_service.storage.store import open_store
from cameo_service.storage.written.new_schemas import FILE, spelled_schemas, texts_in
from scripts.compile_statements import new_schemas
from tests.cameo_service.storage.operator.old_schema import BEFORE, at_revision

DIES = """
import os, sqlite3, sys
from cameo_service.storage.engines.migrate import MAIN, migrate, upgrade

connection, left = sqlite3.connect(sys.argv[1]), iter(range(int(sys.argv[2])))
connection.set_trace_callback(lambda _text: next(left, None) is None and os._exit(9))
{"migrate": migrate, "upgrade": upgrade}[sys.argv[3]](connection, MAIN)
"""


@pytest.mark.parametrize(("how", "statements"), [("migrate", 5), ("migrate", 80), ("upgrade", 40), ("upgrade", 110)])
def test_a_process_that_dies_in_the_midst_leaves_nothing_and_the_next_one_starts(
    tmp_path: Path, how: str, statements: int
) -> None:
    file = tmp_path / "main.db"
    died = subprocess.run([sys.executable, "-c", DIES, file, str(statements), how], check=False)
    assert died.returncode == 9
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    migrate(connection, MAIN)
    assert connection.execute("SELECT count(*) FROM subjects").fetchone() == (0,)


@pytest.mark.parametrize("versions", [MAIN, KEYS])
@pytest.mark.parametrize("how", [migrate, upgrade])
def test_everything_is_committed_at_the_end(
    tmp_path: Path, versions: Path, how: Callable[[sqlite3.Connection, Path], None]
) -> None:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    how(connection, versions)
    assert [number for number, text in enumerate(statements) if text == "COMMIT"] == [len(statements) - 1]


def test_what_is_written_down_is_what_the_migrations_make_now() -> None:
    assert FILE.read_text(encoding="utf-8") == spelled_schemas(new_schemas()), "run `make statements`"


@pytest.mark.parametrize("versions", [MAIN, KEYS])
def test_an_empty_database_gets_what_the_migrations_make_and_none_is_run(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    monkeypatch.setattr(migrating, "upgrade", None)
    migrate(connection, versions)
    assert texts_in(connection) == new_schemas()[versions.name]


def test_of_two_processes_that_begin_at_once_one_makes_the_schema(tmp_path: Path) -> None:
    one, other = (sqlite3.connect(tmp_path / "a.db", isolation_level=None) for _ in range(2))
    one.set_trace_callback(lambda text: migrate(other, MAIN) if text == BEGIN_WRITE else None)
    migrate(one, MAIN)
    assert schema_of(one, MAIN) is Schema.CURRENT


def test_migrations_that_came_after_what_is_written_down_are_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    older = [text.replace("keys_0002", "keys_0001") for text in new_schemas()[KEYS.name] if "subject_salts" not in text]
    monkeypatch.setattr(migrating, "texts_of_new", lambda _: older)
    migrate(connection, KEYS)
    assert schema_of(connection, KEYS) is Schema.CURRENT
    assert connection.execute("SELECT count(*) FROM subject_salts").fetchone() == (0,)


@pytest.mark.parametrize("versions", [MAIN, KEYS])
def test_the_newest_revision_is_the_one_that_alembic_ends_with(versions: Path) -> None:
    assert revisions(versions)[-1] == ScriptDirectory.from_config(configured(versions)).get_current_head()


@pytest.mark.parametrize("versions", [MAIN, KEYS])
def test_a_database_that_is_new_enough_is_read_with_two_statements_and_left_alone(
    tmp_path: Path, versions: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    migrate(connection, versions)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    migrate(connection, versions)
    assert [" ".join(text.split()) for text in statements] == [
        "PRAGMA table_info(alembic_version)",
        "SELECT version_num FROM alembic_version",
    ]


@pytest.mark.parametrize("stored", [[], ["main_0034_feed_in_pages"], ["main_0034_feed_in_pages", revisions(MAIN)[-1]]])
def test_a_database_that_names_another_revision_than_the_newest_alone_is_not_taken_as_it_is(
    tmp_path: Path, stored: list[str]
) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.executemany("INSERT INTO alembic_version VALUES (?)", [(revision,) for revision in stored])
    assert schema_of(connection, MAIN) is not Schema.CURRENT


def test_an_empty_file_is_not_taken_as_it_is(tmp_path: Path) -> None:
    assert schema_of(sqlite3.connect(tmp_path / "a.db"), MAIN) is Schema.NEW


def test_the_log_tells_what_was_migrated_and_nothing_of_the_library_that_did_it(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from cameo_service.json_log import write_json_lines;"
        "from cameo_service.storage.store import open_store;"
        "write_json_lines('service'); open_store(Path(sys.argv[1]), os.urandom).close()"
    )
    open_store(tmp_path / "data", bytes).close()
    at_revision(tmp_path / "data", BEFORE)
    command = [sys.executable, "-c", code, str(tmp_path / "data")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr.splitlines()
    lines = [json.loads(line)["message"] for line in told]
    assert any(line.startswith("Running upgrade") for line in lines)
    assert not [line for line in lines if "plugin" in line]
