"""What the table classes share: their two schemas, how rows are laid out, and who owns a row."""

from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, Table, column, text
from sqlalchemy.types import TypeEngine

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""Rows live in their primary key's tree: one descent for a lookup instead of two."""

UNSET: dict[str, Any] = {"server_default": text("0")}
"""What rows have that were there before the column."""


def live(name: str) -> Index:
    """At most one row that was not released has this value."""
    still = column("released_us").is_(None)
    return Index(f"live_{name}s", name, unique=True, sqlite_where=still, postgresql_where=still)


def owned(column: str = "owner") -> ForeignKeyConstraint:
    """The row is about a subject who exists. The other party may live in another part of a split database."""
    return ForeignKeyConstraint([column], ["subjects.subject_id"])


def field(
    kind: type[TypeEngine[Any]], *, primary_key: bool = False, nullable: bool = False, **more: Any
) -> Column[Any]:
    """A column, named by the attribute that it is assigned to. nullable: a row may have no value in it."""
    return Column(kind, primary_key=primary_key, nullable=nullable, **more)


class Declared:
    """A table of SQLAlchemy Core, spelled as a class: its columns are the attributes made with `field`.

    No model stands behind it: rows are plain values here, and making models and an ORM costs a third of a second at
    every start, while nothing that takes consent away is answered.
    """

    metadata: ClassVar[MetaData]
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]]

    def __init_subclass__(cls) -> None:
        """Makes the table of a class that names one."""
        if "__tablename__" not in vars(cls):
            return
        *parts, options = cls.__table_args__
        columns = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        for name, value in columns.items():
            value.name = value.key = name
        Table(cls.__tablename__, cls.metadata, *columns.values(), *parts, **options)


class MainTable(Declared):
    """A table of main.db."""

    metadata = MetaData()


class KeyTable(Declared):
    """A table of keys.db."""

    metadata = MetaData()


def rows_of(declared: type[Declared]) -> Table:
    """The table that a class declares, as statements are built from it."""
    return declared.metadata.tables[declared.__tablename__]
