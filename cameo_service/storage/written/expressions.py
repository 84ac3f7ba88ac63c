"""What statements are built of, as SQLAlchemy names it, and written down instead of built.

A type checker sees SQLAlchemy itself. When the program runs, each name makes a `Written` that notes what was done with
it, and SQLAlchemy is loaded when `build` is first asked for one: never, while every statement has a compiled text.
"""

# ruff: noqa: SLF001 - `build` and `spell` are of `Written`, whose own names must be few: all others are SQLAlchemy's

import operator
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = [
    "and_",
    "bindparam",
    "delete",
    "exists",
    "func",
    "key_rows_in",
    "literal",
    "null",
    "or_",
    "rows_in",
    "select",
    "text",
    "tuple_",
    "union",
    "union_all",
    "update",
]

_NOT_BUILT = object()
_EVERY_TABLE = "cameo_service.storage.tables.every"


class Written:
    """A part of a statement: an attribute, an item, a call or an operation on other parts.

    It is built once, so that what is used twice, such as a subquery, is one thing in SQLAlchemy too.
    """

    __slots__ = ("_builds", "_built", "_spells")

    def __init__(self, spells: Callable[[], str], builds: Callable[[], Any]) -> None:
        self._spells, self._builds, self._built = spells, builds, _NOT_BUILT

    def __getattr__(self, name: str) -> "Written":
        if name.startswith("__"):
            raise AttributeError(name)
        return Written(lambda: f"{spell(self)}.{name}", lambda: getattr(build(self), name))

    def __getitem__(self, key: str) -> "Written":
        return Written(lambda: f"{spell(self)}[{key!r}]", lambda: build(self)[key])

    def __call__(self, *given: Any, **named: Any) -> "Written":
        return Written(
            lambda: f"{spell(self)}({spell(given)}, {spell(named)})", lambda: build(self)(*build(given), **build(named))
        )

    def __invert__(self) -> "Written":
        return Written(lambda: f"invert({spell(self)})", lambda: ~build(self))

    def __iter__(self) -> Iterator[Any]:
        """What is there: columns, for one. Loads SQLAlchemy."""
        return iter(build(self))

    def __bool__(self) -> NoReturn:
        """Neither true nor false, as in SQLAlchemy."""
        raise TypeError("a part of a statement is no truth value")

    __hash__ = object.__hash__


def _operation(name: str) -> Callable[[Written, Any], Written]:
    apply = getattr(operator, name)

    def write(left: Written, right: Any) -> Written:
        return Written(lambda: f"{name}({spell(left)}, {spell(right)})", lambda: apply(build(left), build(right)))

    return write


for _name in ("eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "and_", "or_"):
    setattr(Written, f"__{_name.rstrip('_')}__", _operation(_name))


def build(part: Any) -> Any:
    """The same in SQLAlchemy; what is no part of a statement is itself."""
    if isinstance(part, Written):
        if part._built is _NOT_BUILT:
            part._built = part._builds()
        return part._built
    if isinstance(part, list | tuple):
        return type(part)(map(build, part))
    if isinstance(part, dict):
        return {build(key): build(value) for key, value in part.items()}
    return part


def spell(part: Any) -> str:
    """How it is written: equal for parts that are written alike."""
    if isinstance(part, Written):
        return part._spells()
    if isinstance(part, list | tuple):
        return f"[{', '.join(map(spell, part))}]"
    if isinstance(part, dict):
        return f"{{{', '.join(f'{spell(key)}: {spell(value)}' for key, value in part.items())}}}"
    return repr(part)


def named_in(module: str, name: str) -> Written:
    """A name of a module, which is loaded when it is built."""
    return Written(lambda: name, lambda: getattr(import_module(module), name))


def _of_schema(kind: str, name: str) -> Written:
    return Written(lambda: f"{kind}.{name}", lambda: getattr(import_module(_EVERY_TABLE), kind).metadata.tables[name])


if TYPE_CHECKING:
    from sqlalchemy import (
        Table,
        and_,
        bindparam,
        delete,
        exists,
        func,
        literal,
        null,
        or_,
        select,
        text,
        tuple_,
        union,
        union_all,
        update,
    )

    def rows_in(name: str) -> Table:
        """A table of main.db."""

    def key_rows_in(name: str) -> Table:
        """A table of keys.db."""
else:
    and_, bindparam, delete, exists, func, literal, null, or_, select, text, tuple_, union, union_all, update = (
        named_in("sqlalchemy", name)
        for name in (
            *("and_", "bindparam", "delete", "exists", "func", "literal", "null", "or_", "select", "text", "tuple_"),
            *("union", "union_all", "update"),
        )
    )

    def rows_in(name: str) -> Written:
        """A table of main.db."""
        return _of_schema("MainTable", name)

    def key_rows_in(name: str) -> Written:
        """A table of keys.db."""
        return _of_schema("KeyTable", name)
