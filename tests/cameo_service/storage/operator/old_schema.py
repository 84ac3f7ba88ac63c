"""A database as an older program left it: without what the last migration adds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from cameo_service.storage.engines.schema import MAIN, revisions

BEFORE, NEWEST = revisions(MAIN)[-2:]
_ADDED_LAST = (
    "DROP INDEX running_attempts",
    "ALTER TABLE sessions DROP COLUMN attempt_id",
    "ALTER TABLE sessions DROP COLUMN beats",
)
"""Takes away what the migration NEWEST adds."""


def at_revision(directory: Path, revision: str) -> None:
    """Says that main.db is at a revision, and makes it so for BEFORE."""
    with closing(sqlite3.connect(directory / "main.db")) as connection:
        for step in _ADDED_LAST if revision == BEFORE else ():
            connection.execute(step)
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()


def revision(directory: Path) -> str:
    with closing(sqlite3.connect(directory / "main.db")) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)
