"""What commands share at the terminal: replies for people and for machines, progress, refusals and exit codes."""

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

if TYPE_CHECKING:  # what shows tables is loaded when something is shown: a service starts without it
    from rich.console import Console
    from rich.table import Table

EXIT_REFUSED = 1
EXIT_BAD_INPUT = 3
ID_CHARACTERS = 12
"""How much of an id or a digest is shown: its end, where the ids of one service differ."""

DEFAULT_MODELS = Path(".cache/models")
ModelsDir = Annotated[Path, typer.Option("--models", envvar="CAMEO_MODELS", help="Folder of the packs, a folder each.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def told(reply: Message, words: str, *, as_json: bool) -> None:
    """The reply as JSON for a machine, or a sentence for a person."""
    if as_json:
        print_json(reply)
    else:
        from rich.console import Console  # noqa: PLC0415 - see above

        Console().print(words, style="green", markup=False)


def listed(reply: Message, table: "Table", *, as_json: bool) -> None:
    """The reply as JSON for a machine, or a table for a person."""
    if as_json:
        print_json(reply)
    else:
        from rich.console import Console  # noqa: PLC0415 - see above

        Console().print(table)


def print_json(reply: Message) -> None:
    """One JSON object, in the field names that protobuf gives JSON."""
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415 - loads every kind of descriptor

    typer.echo(json.dumps(MessageToDict(reply)))


def wide_table(title: str, *columns: str) -> "Table":
    """A table whose first column is never wrapped, so that an id can be copied; other columns wrap, none is cut off."""
    from rich.table import Table  # noqa: PLC0415 - see above

    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0, overflow="fold")
    return table


def person_shown(subject_id: str, handle: str) -> str:
    """`@handle`; the end of the id where the person has no handle."""
    if handle:
        return f"@{handle}"
    return f"...{subject_id[-ID_CHARACTERS:]}" if subject_id else "an unknown person"


def second(time: Timestamp) -> str:
    """A time in UTC, to the second."""
    return time.ToDatetime().strftime("%Y-%m-%d %H:%M:%S")


def minute(time: Timestamp) -> str:
    """A time in UTC, to the minute."""
    return time.ToDatetime().strftime("%Y-%m-%d %H:%M")


def waiting(words: str, console: "Console | None" = None) -> AbstractContextManager[object]:
    """A moving line on standard error, for work that may take more than 2 s. Nothing where no terminal shows it.

    console: of standard error, where the work prints lines of its own above it.
    """
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console  # noqa: PLC0415 - see above

    return (console or Console(stderr=True)).status(f"{words} ...")


def refuse(message: object, status: int = EXIT_REFUSED) -> NoReturn:
    """Ends the command with a message on standard error."""
    from rich.console import Console  # noqa: PLC0415 - see above

    Console(stderr=True).print(str(message), style="red", markup=False, soft_wrap=True)
    raise typer.Exit(status)
