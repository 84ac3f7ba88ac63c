"""What the migrations leave in an empty SQLite database, written down beforehand by `scripts/compile_statements.py`.

A new installation is begun with these texts: the library that migrates is loaded for older databases alone.
"""

import json
import sqlite3
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("new_schemas.json")


@cache
def texts_of_new(versions: str) -> tuple[str, ...]:
    """The statements that make a schema and name its revision, in their order. versions: the folder of its migrations.

    None for a schema that was not written down.
    """
    read: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return tuple(read.get(versions, ()))


def texts_in(migrated: sqlite3.Connection) -> list[str]:
    """The statements that make another database like this one. The first and the last bound their transaction."""
    _, *texts, _ = migrated.iterdump()
    return texts


def spelled_schemas(found: Mapping[str, list[str]]) -> str:
    """The content of the file. found: texts by the folder of their migrations."""
    return json.dumps(found, indent=1) + "\n"
