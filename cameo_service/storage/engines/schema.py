"""Of which version a database is, told without changing it and without the library that migrates."""

import re
import sqlite3
from enum import StrEnum
from functools import cache
from pathlib import Path

from cameo_service.storage.hot_statements import VERSION

MIGRATIONS = Path(__file__).parents[1] / "migrations"
MAIN = MIGRATIONS / "main_versions"
KEYS = MIGRATIONS / "key_versions"

_NAMED = re.compile(r'^(revision|down_revision) = "?([^"\n]+)"?$', re.MULTILINE)


class Schema(StrEnum):
    """How a database stands to this program."""

    NEW = "new"
    """Empty: the first start makes its tables."""
    CURRENT = "current"
    OLD = "old"
    """An older program wrote it: `cameo migrate`."""
    FUTURE = "future"
    """A newer program wrote it: this one must leave it alone."""


@cache
def revisions(versions: Path) -> tuple[str, ...]:
    """The revisions of `versions` (MAIN or KEYS), the oldest first, as their files name them."""
    after = {}
    for file in versions.glob("*.py"):
        names = dict(_NAMED.findall(file.read_text(encoding="utf-8")))
        after[names["down_revision"]] = names["revision"]
    line, last = [], "None"
    while last in after:
        last = after[last]
        line.append(last)
    return tuple(line)


def revision_of(connection: sqlite3.Connection) -> str:
    """The revision that a database is at; empty where it has none."""
    if connection.execute("PRAGMA table_info(alembic_version)").fetchone() is None:
        return ""
    found = connection.execute(VERSION).fetchone()
    return str(found[0]) if found else ""


def schema_of(connection: sqlite3.Connection, versions: Path) -> Schema:
    """How the database stands to `versions` (MAIN or KEYS). Everything that asks for the schema asks here."""
    return judged(revision_of(connection), versions)


def judged(revision: str, versions: Path) -> Schema:
    """How a database at this revision stands to `versions`."""
    known = revisions(versions)
    if not revision:
        return Schema.NEW
    if revision not in known:
        return Schema.FUTURE
    return Schema.CURRENT if revision == known[-1] else Schema.OLD
