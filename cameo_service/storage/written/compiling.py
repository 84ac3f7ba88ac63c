"""Statements as SQLAlchemy compiles them: what is done once for a text, and not while one is run."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cameo_service.storage.written.texts import Part, Text

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler

DIALECTS = {"sqlite": "sqlalchemy.dialects.sqlite.pysqlite", "postgresql": "sqlalchemy.dialects.postgresql.psycopg"}
"""The module of each dialect, with the driver whose marks for values its texts have."""


@cache
def dialect_of(name: str) -> "Dialect":
    """SQLAlchemy's spelling for a database, loaded when a statement is compiled."""
    spelled: Dialect = import_module(DIALECTS[name]).dialect()
    return spelled


def load_builders() -> None:
    """Loads what compiles statements, so that the first one with a longer list does not wait for it."""
    import_module("cameo_service.storage.tables.every")


def lists_in(compiled: "SQLCompiler") -> tuple[str, ...]:
    """Names of the lists that it takes."""
    return tuple(name for name, bound in compiled.binds.items() if bound.expanding and bound.required)


def expanded_text(compiled: "SQLCompiler", lengths: Mapping[str, int]) -> Text:
    """Its text for lists of these lengths."""
    known = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
    parts: dict[str, Any] = {name: Part(name) for name, bound in compiled.binds.items() if bound.required}
    parts |= {name: [Part(name, index) for index in range(length)] for name, length in lengths.items()}
    expanded = compiled.construct_expanded_state(known | parts)
    names = expanded.positiontup or list(expanded.parameters)
    places = tuple((name, _part(expanded.parameters[name])) for name in names)
    return Text(expanded.statement, expanded.positiontup is not None, frozenset(parts), places)


def _part(value: Any) -> Part:
    if isinstance(value, Part):
        return value
    if value is None or isinstance(value, str | int | bytes):
        return Part("", None, value)
    raise TypeError(f"a statement holds a {type(value).__name__}: write parts with `expressions` alone")
