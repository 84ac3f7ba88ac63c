"""Migrations run in one transaction: a process that dies in the midst leaves nothing that the next one cannot open."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cameo_service.storage.engines.migrate import KEYS, MAIN, migrate

DIES = """
import os, sqlite3, sys
from cameo_service.storage.engines.migrate import MAIN, migrate

connection, left = sqlite3.connect(sys.argv[1]), iter(range(int(sys.argv[2])))
connection.set_trace_callback(lambda _text: next(left, None) is None and os._exit(9))
migrate(connection, MAIN)
"""


@pytest.mark.parametrize("statements", [2, 40, 80, 110])
def test_a_process_that_dies_while_it_migrates_leaves_nothing_and_the_next_one_starts(
    tmp_path: Path, statements: int
) -> None:
    file = tmp_path / "main.db"
    died = subprocess.run([sys.executable, "-c", DIES, file, str(statements)], check=False)
    assert died.returncode == 9
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    migrate(connection, MAIN)
    assert connection.execute("SELECT count(*) FROM subjects").fetchone() == (0,)


@pytest.mark.parametrize("versions", [MAIN, KEYS])
def test_everything_is_committed_at_the_end(tmp_path: Path, versions: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    migrate(connection, versions)
    assert [number for number, text in enumerate(statements) if text == "COMMIT"] == [len(statements) - 1]
