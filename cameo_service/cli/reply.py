"""How a command shows what the service answered."""

import json

import typer
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from rich.console import Console


def print_json(reply: Message) -> None:
    """One JSON object, for machines."""
    typer.echo(json.dumps(MessageToDict(reply)))


def told(reply: Message, words: str, *, as_json: bool) -> None:
    """The reply for a machine, or a sentence for a person."""
    if as_json:
        print_json(reply)
    else:
        Console().print(words, style="green", markup=False)
