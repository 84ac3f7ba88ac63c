"""What the table classes share: their two schemas, how rows are laid out, and who owns a row."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, Table, column, text
from sqlmodel import SQLModel

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""Rows live in their primary key's tree: one descent for a lookup instead of two."""

UNSET: dict[str, Any] = {"server_default": text("0")}
EMPTY: dict[str, Any] = {"server_default": text("''")}
"""What rows have that were there before the column: a number, a text."""


def live(name: str) -> Index:
    """At most one row that was not released has this value."""
    still = column("released_us").is_(None)
    return Index(f"live_{name}s", name, unique=True, sqlite_where=still, postgresql_where=still)


def owned(column: str = "owner") -> ForeignKeyConstraint:
    """The row is about a subject who exists. The other party may live in another part of a split database."""
    return ForeignKeyConstraint([column], ["subjects.subject_id"])


class MainTable(SQLModel):
    """A table of main.db."""

    metadata = MetaData()


class KeyTable(SQLModel):
    """A table of keys.db."""

    metadata = MetaData()


def rows_of(declared: type[SQLModel]) -> Table:
    """The table that a class declares, as statements are built from it."""
    return declared.metadata.tables[str(declared.__tablename__)]
