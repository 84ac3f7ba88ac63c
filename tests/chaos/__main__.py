"""`python -m tests.chaos [--cycles 100] [--seed N] [--storm sqlite] [--json]`: kills and other trouble, under load."""

import json
import secrets
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from tests.chaos.storm import endured
from tests.chaos.storms import Storm, raised


def main(
    cycles: Annotated[int, typer.Option(help="Kills or other trouble, in each storm.")] = 100,
    seed: Annotated[int | None, typer.Option(help="What is killed when; without it another one each time.")] = None,
    storm: Annotated[list[Storm] | None, typer.Option(help="One storm alone.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Ends at an answer that no order of acts explains, and where an acknowledged write is not there."""
    number, console = secrets.randbelow(1_000_000) if seed is None else seed, Console(stderr=True)
    for one in storm or Storm:
        with (
            TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            console.status(f"{one}, {cycles} times, seed {number} ..."),
            raised(one, Path(folder)) as (deployment, kills),
        ):
            survived = asdict(endured(deployment, number, cycles, kills))
        told = {"storm": one.value, "seed": number, "lost": 0, **survived}
        typer.echo(json.dumps(told) if as_json else ", ".join(f"{name} {value}" for name, value in told.items()))


if __name__ == "__main__":
    typer.run(main)
