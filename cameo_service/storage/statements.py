"""Statements, built once from the table classes and compiled to text when a dialect first runs them.

A statement runs on the plain DB-API connection: after the first time it costs what its text costs. What a builder
cannot say for both dialects stands in `hot_statements.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlalchemy import BindParameter, ColumnElement, Dialect, Table, bindparam, text
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

if TYPE_CHECKING:
    from sqlalchemy.dialects import sqlite

Insert = Callable[[Table], "sqlite.Insert"]
"""The dialect's own insert: both spell ON CONFLICT, and SQLAlchemy has no common word for it."""

Arrange = Callable[[Mapping[str, Any]], Any]
"""Puts given values, by name, where the text of one dialect wants them."""


def insert_of(dialect: Dialect) -> Insert:
    """A dialect's own insert, from its module, which is loaded already where the dialect is used."""
    return cast("Insert", import_module(f"sqlalchemy.dialects.{dialect.name}").insert)


class Cursor(Protocol):
    """What a DB-API cursor is used for."""

    @property
    def rowcount(self) -> int:
        """Rows that were changed."""

    def fetchone(self) -> Any:
        """The next row; None at the end."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def fetchmany(self, size: int, /) -> list[Any]:
        """At most that many of the rows that are left."""


class Connection(Protocol):
    """A DB-API connection that knows its dialect."""

    @property
    def dialect(self) -> Dialect:
        """What statements are compiled for."""

    def is_missing_owner(self, error: Exception) -> bool:
        """Whether a write failed because the subject it is about does not exist."""

    def deletable(self, text: str) -> str:
        """A text that must be nowhere once it is deleted, as this database stores it; see tables.values."""

    def execute(self, text: str, values: Any, /) -> Cursor:
        """Runs one statement."""

    def executemany(self, text: str, values: Iterable[Any], /) -> Cursor:
        """Runs one statement for each of several rows of values."""


class Transactional(Connection, Protocol):
    """A connection that begins and ends transactions when told to."""

    def begin_read(self) -> None:
        """Begins a snapshot, of the moment of its first read."""

    def begin_write(self) -> None:
        """Begins a transaction, once no other one writes."""

    def commit(self) -> None:
        """Ends the transaction; durable when it returns. Does nothing where none is open."""

    def rollback(self) -> None:
        """Undoes the transaction. Does nothing where none is open."""

    def close(self) -> None:
        """Ends the connection, and undoes what is open."""

    def empty_log(self, patience_ms: int = 0, /) -> bool:
        """Leaves nothing that was written over in the write-ahead log, where that is this program's to empty; False if
        a read still needs it after `patience_ms`.
        """

    def rewrite(self, most_bytes: int, /) -> bool:
        """Writes the database anew if it is no larger than that; whether it did."""


def given(name: str) -> BindParameter[Any]:
    """A value that comes with each run, under this name."""
    return bindparam(name, required=True)


def any_given(name: str) -> BindParameter[Any]:
    """A short list that comes with each run, for `column.in_()`. Each length has a text of its own."""
    return bindparam(name, required=True, expanding=True)


def same(table: Table, *columns: str) -> list[ColumnElement[bool]]:
    """Conditions: each of these columns has the value given under its name."""
    return [table.c[column] == given(column) for column in columns]


class Statement:
    """One statement for every dialect.

    Args:
        built: the statement, or what builds it from a dialect's insert, or the statement of each dialect by its name.
    """

    def __init__(self, built: ClauseElement | Callable[[Insert], ClauseElement] | Mapping[str, ClauseElement]) -> None:
        self._built = built
        self._prepared: dict[tuple[str, tuple[int, ...]], Prepared] = {}
        self._lists: tuple[str, ...] | None = None

    def all(self, on: Connection, /, **values: Any) -> list[Any]:
        """Every row."""
        prepared = self.prepared(on.dialect, values)
        return on.execute(prepared.text, prepared.arranged(values)).fetchall()

    def one(self, on: Connection, /, **values: Any) -> Any:
        """The first row; None where there is none."""
        prepared = self.prepared(on.dialect, values)
        return on.execute(prepared.text, prepared.arranged(values)).fetchone()

    def run(self, on: Connection, /, **values: Any) -> int:
        """How many rows were changed."""
        return self.each(on, **values).rowcount

    def each(self, on: Connection, /, **values: Any) -> Cursor:
        """A cursor over the rows."""
        prepared = self.prepared(on.dialect, values)
        return on.execute(prepared.text, prepared.arranged(values))

    def many(self, on: Connection, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Runs the statement once for each row of values."""
        if rows:
            prepared = self.prepared(on.dialect, rows[0])
            on.executemany(prepared.text, [prepared.arranged(row) for row in rows])

    def prepared(self, dialect: Dialect, values: Mapping[str, Any]) -> "Prepared":
        """The text for a dialect, made when first asked for. `values` only says how long lists are."""
        lengths = tuple([len(values[name]) for name in self._lists]) if self._lists else ()
        found = self._prepared.get((dialect.name, lengths)) if self._lists is not None else None
        return found or self._prepare(dialect, values)

    def compiled(self, dialect: Dialect) -> SQLCompiler:
        """The statement as SQLAlchemy compiles it."""
        if isinstance(self._built, Mapping):
            built = self._built[dialect.name]
        else:
            built = self._built if isinstance(self._built, ClauseElement) else self._built(insert_of(dialect))
        return cast("SQLCompiler", built.compile(dialect=dialect))

    def _prepare(self, dialect: Dialect, values: Mapping[str, Any]) -> "Prepared":
        compiled = self.compiled(dialect)
        self._lists = tuple(name for name, bound in compiled.binds.items() if bound.expanding and bound.required)
        lengths = tuple(len(values[name]) for name in self._lists)
        prepared = _prepared(compiled, dict(zip(self._lists, lengths, strict=True)))
        self._prepared[dialect.name, lengths] = prepared
        return prepared


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a given value goes. index: which one of a list; None: no list."""

    name: str
    index: int | None = None

    def of(self, values: Mapping[str, Any]) -> Any:
        return values[self.name] if self.index is None else values[self.name][self.index]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text of a statement for one dialect, and what puts given values where it wants them.

    names: what has to be given.
    """

    text: str
    names: frozenset[str]
    arrange: Arrange

    def arranged(self, values: Mapping[str, Any]) -> Any:
        """The values as the connection takes them beside the text.

        Raises:
            TypeError: another set of values than the statement has.
        """
        if values.keys() != self.names:
            raise TypeError(f"the statement takes {sorted(self.names)}, given were {sorted(values)}")
        return self.arrange(values)


def _prepared(compiled: SQLCompiler, lengths: Mapping[str, int]) -> Prepared:
    known = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
    slots: dict[str, Any] = {name: _Slot(name) for name, bound in compiled.binds.items() if bound.required}
    slots |= {name: [_Slot(name, index) for index in range(length)] for name, length in lengths.items()}
    expanded = compiled.construct_expanded_state(known | slots)
    if expanded.positiontup is None:
        return Prepared(expanded.statement, frozenset(slots), _by_name(expanded.parameters))
    return Prepared(
        expanded.statement, frozenset(slots), _in_order([expanded.parameters[name] for name in expanded.positiontup])
    )


def _by_name(places: Mapping[str, Any]) -> Arrange:
    def arrange(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: part.of(values) if isinstance(part, _Slot) else part for name, part in places.items()}

    return arrange


def _in_order(places: Sequence[Any]) -> Arrange:
    """Values in the order of their marks: lists are put in whole, what stands between them is taken by one getter."""
    runs: list[Arrange] = []
    for is_list, part in groupby(places, key=_is_of_list):
        taken = list(part)
        runs.extend(_lists(taken) if is_list else [_singles(taken)])
    if len(runs) == 1:
        return runs[0]
    return lambda values: tuple(chain.from_iterable([run(values) for run in runs]))


def _is_of_list(place: Any) -> bool:
    return isinstance(place, _Slot) and place.index is not None


def _lists(places: list[_Slot]) -> list[Arrange]:
    names = [place.name for place in places if place.index == 0]
    return [lambda values, name=name: tuple(values[name]) for name in names]  # type: ignore[misc]


def _singles(places: list[Any]) -> Arrange:
    if len(places) > 1 and all(isinstance(place, _Slot) for place in places):
        return cast("Arrange", itemgetter(*[place.name for place in places]))
    return lambda values: tuple([values[place.name] if isinstance(place, _Slot) else place for place in places])


def prepared_text(of_sqlite: str, of_postgresql: str) -> Statement:
    """A statement of `hot_statements.py`, spelled for each database. Both take the same values."""
    return Statement({"sqlite": text(of_sqlite), "postgresql": text(of_postgresql)})


def adding(table: Table) -> Statement:
    """Inserts a row. Every column is given."""
    return Statement(lambda insert: insert(table).values(_given_row(table)))


def adding_once(table: Table) -> Statement:
    """Inserts a row, or does nothing where its key is taken. Every column is given."""
    return Statement(lambda insert: insert(table).values(_given_row(table)).on_conflict_do_nothing())


def putting(table: Table, *, keeping: Sequence[str] = ()) -> Statement:
    """Inserts a row, or writes over the one with its key, but for the columns it keeps. Every column is given."""
    updated = [column.name for column in table.c if not column.primary_key and column.name not in keeping]

    def build(insert: Insert) -> ClauseElement:
        adds = insert(table).values(_given_row(table))
        changes = {name: adds.excluded[name] for name in updated}
        return adds.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changes)

    return Statement(build)


def _given_row(table: Table) -> dict[str, BindParameter[Any]]:
    return {column.name: given(column.name) for column in table.c}
