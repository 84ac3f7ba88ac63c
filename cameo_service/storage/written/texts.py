"""Texts of statements, compiled beforehand from the table classes by `python -m scripts.compile_statements`.

A test holds that they are what SQLAlchemy compiles. Of a statement with a list there is the text for one value. For
more values, and where there is no text, a statement is compiled when it first runs.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Part:
    """What goes to a mark of a text. name: of a given value; "": `value` itself. index: which one of a given list."""

    name: str
    index: int | None = None
    value: Any = None

    def of(self, values: Mapping[str, Any]) -> Any:
        """The value."""
        if not self.name:
            return self.value
        return values[self.name] if self.index is None else values[self.name][self.index]


@dataclass(frozen=True, slots=True)
class Text:
    """One statement for one dialect.

    is_in_order: whether its marks take values by their order, or by name. names: what has to be given. places: the name
    of each mark, and what goes there.
    """

    text: str
    is_in_order: bool
    names: frozenset[str]
    places: tuple[tuple[str, Part], ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement that was compiled. written: how it is written. lists: names of its lists, of these lengths."""

    written: str
    lists: tuple[str, ...]
    lengths: tuple[int, ...]
    text: Text


def key_of(written: str) -> str:
    """What a statement that is written so is filed under."""
    return sha256(written.encode()).hexdigest()[:32]


def lists_of(dialect: str, written: str) -> tuple[str, ...] | None:
    """Names of the lists that a statement takes; None: it was not compiled beforehand."""
    filed = _filed(dialect).get(key_of(written))
    return None if filed is None else tuple(filed["lists"])


def text_of(dialect: str, written: str, lengths: tuple[int, ...]) -> Text | None:
    """The text of a statement for lists of these lengths; None: it was not compiled beforehand."""
    filed = _filed(dialect).get(key_of(written), {"lengths": None})
    if filed["lengths"] != list(lengths):
        return None
    places = tuple((mark, Part(name, index, _read(value))) for mark, name, index, value in filed["places"])
    return Text(filed["text"], filed["in_order"], frozenset(filed["names"]), places)


def file_of(dialect: str) -> Path:
    """The file of a dialect's texts."""
    return FOLDER / f"{dialect}.json"


def spelled(compiled: Iterable[Compiled]) -> str:
    """The content of a file."""
    filed = {
        key_of(one.written): {
            "lists": one.lists,
            "lengths": one.lengths,
            "text": one.text.text,
            "in_order": one.text.is_in_order,
            "names": sorted(one.text.names),
            "places": [[mark, part.name, part.index, _filed_value(part.value)] for mark, part in one.text.places],
        }
        for one in compiled
    }
    return json.dumps(filed, indent=1, sort_keys=True) + "\n"


@cache
def _filed(dialect: str) -> dict[str, Any]:
    file = file_of(dialect)
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return read


def _filed_value(value: Any) -> Any:
    """JSON has no bytes."""
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _read(filed: Any) -> Any:
    return bytes.fromhex(filed["hex"]) if isinstance(filed, dict) else filed
