"""Rows of one owner that are read, put and ended: made from a table class that says which dataclass its rows are."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Generic, NewType, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from cameo_service.storage.statements import Statement, given, putting, same
from cameo_service.storage.tables.values import joined
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, or_, rows_in, select
from cameo_service.storage.written.layouts import Layout, layouts
from cameo_service.usecases.ports.rows import Key
from consent.identity import SubjectId

Row = TypeVar("Row")
Convert = Callable[[Any], Any]


class RowTable(Generic[Row]):
    """What is prepared once for a table of plain rows: its statements, and how each field becomes a column and back.

    Args:
        layout: its columns are the fields of `row`, in the same order.
        row: a frozen dataclass. Fields are ids, text, whole numbers, bytes, truth values, enums or sets of enums; all
            but sets may be None where the column may be null.

    Raises:
        TypeError: a field of another type. The noun needs a class of its own.
    """

    def __init__(self, layout: Layout, row: type[Row]) -> None:
        hints, table = get_type_hints(row), rows_in(layout.name)
        self.layout, self.row = layout, row
        self.names = [field.name for field in fields(row)]  # type: ignore[arg-type]  # every row is a dataclass
        self.columns, self.key = layout.columns, layout.key
        pairs = [_conversions(hints[name]) for name in self.names]
        self.stored, self.read = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        chosen, order = select(table), [table.c[name] for name in self.key]
        self.put = putting(table)
        self.end = Statement(delete(table).where(*same(table, *self.key)))
        self.at = Statement(chosen.where(*same(table, *self.key)))
        self.of = Statement(chosen.where(*same(table, self.columns[0])).order_by(*order))
        parties = [table.c[name] == given("person") for name in layout.parties]
        self.naming = Statement(chosen.where(or_(*parties)).order_by(*order))

    def values(self, row: Row) -> dict[str, Any]:
        """A row as its columns hold it."""
        told = zip(self.columns, self.names, self.stored, strict=True)
        return {column: convert(getattr(row, name)) for column, name, convert in told}

    def row_of(self, values: tuple[Any, ...]) -> Row:
        """The reverse of values."""
        return self.row(*[convert(value) for convert, value in zip(self.read, values, strict=True)])


class Rows(Generic[Row]):
    """See ports.rows.RowWrites."""

    def __init__(self, table: RowTable[Row], unit: Unit) -> None:
        self._table, self._unit = table, unit

    def at(self, *key: Key) -> Row | None:
        """The row of this key."""
        row = self._table.at.one(self._unit.connection, **self._key(key))
        return None if row is None else self._table.row_of(row)

    def of(self, owner: SubjectId) -> tuple[Row, ...]:
        """Every row of one owner."""
        values = {self._table.columns[0]: owner.bytes}
        return tuple(map(self._table.row_of, self._table.of.all(self._unit.connection, **values)))

    def naming(self, person: SubjectId) -> tuple[Row, ...]:
        """Every row with this person in a column that names one."""
        return tuple(map(self._table.row_of, self._table.naming.all(self._unit.connection, person=person.bytes)))

    def put(self, row: Row) -> None:
        """Writes the row over what has its key."""
        self._unit.write(self._table.put, **self._table.values(row))

    def end(self, *key: Key) -> bool:
        """Deletes the row; whether it was there."""
        return self._table.end.run(self._unit.connection, **self._key(key)) == 1

    def _key(self, key: tuple[Key, ...]) -> dict[str, Any]:
        told = zip(self._table.key, key, strict=True)
        return {name: part.bytes if isinstance(part, UUID) else part for name, part in told}


def _conversions(hint: Any) -> tuple[Convert, Convert]:
    """How a field of this type becomes a column and back."""
    inner = get_args(hint)
    if get_origin(hint) is UnionType:
        to, back = _conversions(inner[0])
        return _unless_none(to), _unless_none(back)
    if get_origin(hint) is frozenset and issubclass(inner[0], str):
        return joined, lambda text: frozenset(map(inner[0], text.split(","))) if text else frozenset()
    if isinstance(hint, NewType) and hint.__supertype__ is UUID:
        return (lambda value: value.bytes), (lambda value: UUID(bytes=value))
    if hint in {str, int, bytes}:
        return _as_it_is, _as_it_is
    if hint is bool:
        return int, bool
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda value: value.value), hint
    raise TypeError(f"a plain row has no field of the type {hint}")


def _unless_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _as_it_is(value: Any) -> Any:
    return value


@cache
def row_tables() -> Mapping[str, RowTable[Any]]:
    """Every table of plain rows, by its name, which is the name of its room."""
    return {layout.name: RowTable(layout, _named(layout.row)) for layout in layouts()}


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def room_of_rows(name: str) -> Callable[[Unit], Rows[Any]]:
    """What furnishes a room of plain rows. name: of the table and the room."""
    return lambda unit: Rows(row_tables()[name], unit)
