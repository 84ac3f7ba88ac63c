"""Statements, written down with the table classes and compiled to text when a dialect first runs them.

A statement runs on the plain DB-API connection: after the first time it costs what its text costs. Most texts were
compiled beforehand (`written/texts.py`), so that a start needs no SQLAlchemy. What a builder cannot say for both
dialects stands in `hot_statements.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from cameo_service.storage.written.compiling import DIALECTS, dialect_of, expanded_text, lists_in
from cameo_service.storage.written.expressions import bindparam, build, named_in, spell, text
from cameo_service.storage.written.texts import Compiled, Part, Text, lists_of, text_of

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement, Table
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.sql.elements import ClauseElement

Insert: TypeAlias = "Callable[[Table], sqlite.Insert]"
"""The dialect's own insert: both spell ON CONFLICT, and SQLAlchemy has no common word for it."""
Built: TypeAlias = "ClauseElement | Callable[[Insert], ClauseElement] | Mapping[str, ClauseElement]"

BUILDING = Lock()
"""Parts are built by one thread at a time: a part that two statements share is one."""


Arrange = Callable[[Mapping[str, Any]], Any]
"""Puts given values, by name, where the text of one dialect wants them."""


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


def prepared_of(text: Text) -> Prepared:
    """A text, ready to be run."""
    arrange = _in_order([part for _, part in text.places]) if text.is_in_order else _by_name(dict(text.places))
    return Prepared(text.text, text.names, arrange)


def _by_name(places: Mapping[str, Part]) -> Arrange:
    def arrange(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: part.of(values) for name, part in places.items()}

    return arrange


def _in_order(places: Sequence[Part]) -> Arrange:
    """Values in the order of their marks: lists are put in whole, what stands between them is taken by one getter."""
    runs: list[Arrange] = []
    for is_list, part in groupby(places, key=lambda place: place.index is not None):
        taken = list(part)
        runs.extend(_lists(taken) if is_list else [_singles(taken)])
    if len(runs) == 1:
        return runs[0]
    return lambda values: tuple(chain.from_iterable([run(values) for run in runs]))


def _lists(places: list[Part]) -> list[Arrange]:
    names = [place.name for place in places if place.index == 0]
    return [lambda values, name=name: tuple(values[name]) for name in names]  # type: ignore[misc]


def _singles(places: list[Part]) -> Arrange:
    if len(places) > 1 and all(place.name for place in places):
        return cast("Arrange", itemgetter(*[place.name for place in places]))
    return lambda values: tuple([place.of(values) for place in places])


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
    def dialect(self) -> str:
        """What statements are compiled for: one of DIALECTS."""

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

    def is_out_of_room(self, error: BaseException) -> bool:
        """Whether a write failed because no byte more can be written, and nothing of it counts."""

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


def given(name: str) -> "BindParameter[Any]":
    """A value that comes with each run, under this name."""
    return bindparam(name, required=True)


def any_given(name: str) -> "BindParameter[Any]":
    """A short list that comes with each run, for `column.in_()`. Each length has a text of its own."""
    return bindparam(name, required=True, expanding=True)


def same(table: "Table", *columns: str) -> "list[ColumnElement[bool]]":
    """Conditions: each of these columns has the value given under its name."""
    return [table.c[column] == given(column) for column in columns]


class Statement:
    """One statement for every dialect.

    Args:
        built: the statement, or what builds it from a dialect's insert, or the statement of each dialect by its name.
        name: of what builds it, where it is no function with a name of its own.
    """

    def __init__(self, built: Built, name: str = "") -> None:
        self._built, self._name = built, name
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

    def prepared(self, dialect: str, values: Mapping[str, Any]) -> Prepared:
        """The text for a dialect, made when first asked for. `values` only says how long lists are."""
        lengths = tuple([len(values[name]) for name in self._lists]) if self._lists else ()
        found = self._prepared.get((dialect, lengths)) if self._lists is not None else None
        return found or self._prepare(dialect, values)

    def written(self, dialect: str) -> str:
        """How it is written down, or the name of what builds it: by this its compiled text is found."""
        if isinstance(self._built, Mapping):
            return spell(self._built[dialect])
        return self._name or spell(self._built)

    def compiled(self, dialect: str) -> "SQLCompiler":
        """The statement as SQLAlchemy compiles it now."""
        built: Any = self._built
        with BUILDING:
            if isinstance(built, Mapping):
                built = built[dialect]
            elif self._name:
                built = built(named_in(DIALECTS[dialect].rpartition(".")[0], "insert"))
            return cast("SQLCompiler", build(built).compile(dialect=dialect_of(dialect)))

    def compiled_for_one(self, dialect: str) -> Compiled:
        """Its text as it is compiled now, with one value in each list."""
        compiled = self.compiled(dialect)
        lists = lists_in(compiled)
        lengths = (1,) * len(lists)
        text = expanded_text(compiled, dict(zip(lists, lengths, strict=True)))
        return Compiled(self.written(dialect), lists, lengths, text)

    def _prepare(self, dialect: str, values: Mapping[str, Any]) -> Prepared:
        written = self.written(dialect)
        self._lists = lists_of(dialect, written)
        if self._lists is None:
            self._lists = lists_in(self.compiled(dialect))
        lengths = tuple(len(values[name]) for name in self._lists)
        text = text_of(dialect, written, lengths)
        if text is None:
            text = expanded_text(self.compiled(dialect), dict(zip(self._lists, lengths, strict=True)))
        prepared = prepared_of(text)
        self._prepared[dialect, lengths] = prepared
        return prepared


def prepared_text(of_sqlite: str, of_postgresql: str) -> Statement:
    """A statement of `hot_statements.py`, spelled for each database. Both take the same values."""
    return Statement({"sqlite": text(of_sqlite), "postgresql": text(of_postgresql)})


def building(build: "Callable[[Insert], ClauseElement]") -> Statement:
    """A statement that is built from a dialect's own insert, by a function with a name."""
    return Statement(build, f"{build.__module__}.{build.__qualname__}")


def adding(table: "Table") -> Statement:
    """Inserts a row. Every column is given."""
    return Statement(lambda insert: insert(table).values(given_row(table)), f"adding {spell(table)}")


def adding_once(table: "Table") -> Statement:
    """Inserts a row, or does nothing where its key is taken. Every column is given."""
    return Statement(
        lambda insert: insert(table).values(given_row(table)).on_conflict_do_nothing(), f"adding once {spell(table)}"
    )


def putting(table: "Table", *, keeping: Sequence[str] = ()) -> Statement:
    """Inserts a row, or writes over the one with its key, but for the columns it keeps. Every column is given."""

    def written(insert: Insert) -> "ClauseElement":
        updated = [column.name for column in table.c if not column.primary_key and column.name not in keeping]
        adds = insert(table).values(given_row(table))
        changes = {name: adds.excluded[name] for name in updated}
        return adds.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changes)

    return Statement(written, f"putting {spell(table)} keeping {', '.join(keeping)}")


def given_row(table: "Table") -> "dict[str, BindParameter[Any]]":
    """Every column, given under its name. Loads SQLAlchemy: for what builds a statement."""
    return {column.name: given(column.name) for column in table.c}
