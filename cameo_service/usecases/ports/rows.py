"""Rows of one owner that are read, put and ended, and nothing more: the port of every noun that needs no other words.

A row is a frozen dataclass whose fields are the columns of its table, in their order; the first one names the owner. A
table that says which dataclass its rows are (`__row__`) needs no class in `storage/`, nor in the store in memory.
"""

from typing import Protocol, TypeVar
from uuid import UUID

from consent.identity import SubjectId

Key = UUID | str | bytes | int
"""One field of a key."""

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class RowReads(Protocol[Row_co]):
    """Reads of one moment. Rows come in the order of their keys."""

    def at(self, *key: Key) -> Row_co | None:
        """The row of this key, the owner first."""

    def of(self, owner: SubjectId) -> tuple[Row_co, ...]:
        """Every row of one owner, expired ones too."""

    def naming(self, person: SubjectId) -> tuple[Row_co, ...]:
        """Every row in which this person is the owner or another party, expired ones too."""


class RowWrites(RowReads[Row], Protocol[Row]):
    """Writes of one transaction."""

    def put(self, row: Row) -> None:
        """Writes the row over what has its key. Raises UnknownSubjectError if the owner does not exist."""

    def end(self, *key: Key) -> bool:
        """Deletes the row of this key; False when there was none."""
