"""A database as an older program left it: the newest schema without what its last migration would do to rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

from cameo_service.storage.engines.schema import MAIN, revisions

BEFORE, NEWEST = revisions(MAIN)[-2:]


def at_revision(directory: Path, revision: str) -> None:
    """Says that main.db is at a revision. The last migration changes rows alone, so that it can run again."""
    with closing(sqlite3.connect(directory / "main.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()


def revision(directory: Path) -> str:
    with closing(sqlite3.connect(directory / "main.db")) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)
