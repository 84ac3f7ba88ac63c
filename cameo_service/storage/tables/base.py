"""What the table classes share: two schemas, how rows are laid out, who owns a row, and what becomes of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, Table, column, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.compiler import DDLCompiler
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""Rows live in their primary key's tree: one descent for a lookup instead of two."""

UNSET: dict[str, Any] = {"server_default": text("0")}
EMPTY: dict[str, Any] = {"server_default": text("''")}
"""What rows have that were there before the column: a number, a text."""


def live(name: str) -> Index:
    """At most one row that was not released has this value."""
    still = column("released_us").is_(None)
    return Index(f"live_{name}s", name, unique=True, sqlite_where=still)


@compiles(CreateIndex, "postgresql")
def _of_the_same_rows(create: CreateIndex, compiler: DDLCompiler, **how: Any) -> str:
    """An index of some rows holds the same rows in PostgreSQL. Told here and not at the index, where it would load that
    database's dialect at every start.
    """
    create.element.dialect_kwargs["postgresql_where"] = create.element.dialect_kwargs.get("sqlite_where")
    return compiler.visit_create_index(create, **how)  # type: ignore[no-untyped-call,no-any-return]  # SQLAlchemy's


def owned(column: str = "owner") -> ForeignKeyConstraint:
    """The row is about a subject who exists. The other party may live in another part of a split database."""
    return ForeignKeyConstraint([column], ["subjects.subject_id"])


@dataclass(frozen=True, slots=True)
class About:
    """What an erasure and an export do with the rows about a person that a column names.

    kept: why an erasure leaves them; "": it deletes them. apart: what deletes them instead of one statement over the
    column. exported: where in ExportSubject's reply they are; left_out: why they are nowhere in it.
    """

    kept: str = ""
    apart: str = ""
    exported: str = ""
    left_out: str = ""


IN_ANOTHERS_EXPORT = "a choice of another person about their own likeness: theirs to know, and in their export"
NUMBERS_ALONE = "numbers by which old permissions stay over; what was done is in the receipts"


def about(**done: str) -> dict[str, Any]:
    """Marks a column that names a person; see `About`. Tests refuse such a column without a mark."""
    return {"info": {About: About(**done)}}


_UNBUILT = SQLModelConfig(defer_build=True)
"""A row is read and written as plain values: nothing asks for the validators that a class could make of itself."""


class MainTable(SQLModel):
    """A table of main.db."""

    model_config = _UNBUILT
    metadata = MetaData()


class KeyTable(SQLModel):
    """A table of keys.db."""

    model_config = _UNBUILT
    metadata = MetaData()


def rows_of(declared: type[SQLModel]) -> Table:
    """The table that a class declares, as statements are built from it."""
    return declared.metadata.tables[str(declared.__tablename__)]


def person_columns() -> dict[tuple[str, str], About]:
    """(table, column) of every column of main.db that is marked as naming a person, and what becomes of its rows."""
    return {
        (table.name, column.name): column.info[About]
        for table in MainTable.metadata.sorted_tables
        for column in table.columns
        if About in column.info
    }
