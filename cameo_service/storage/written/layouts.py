"""How tables of plain rows are laid out: read beforehand from their classes by `scripts/compile_statements.py`."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("rows.json")


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of plain rows.

    name: of the table and its room. row: `module:class` of the dataclass that a row is. columns: in their order.
    key: of them, the primary key. parties: those that name a person.
    """

    name: str
    row: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    parties: tuple[str, ...]


def layouts() -> tuple[Layout, ...]:
    """Of every table of plain rows."""
    return tuple(
        Layout(read["name"], read["row"], *(tuple(read[part]) for part in ("columns", "key", "parties")))
        for read in json.loads(FILE.read_text(encoding="utf-8"))
    )


def spelled_layouts(found: Iterable[Layout]) -> str:
    """The content of the file."""
    return json.dumps([asdict(layout) for layout in found], indent=1) + "\n"
