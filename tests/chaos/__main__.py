"""`python -m tests.chaos [--cycles 100] [--seed N] [--store sqlite|postgresql] [--json]`: many kills, under load."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from tests.chaos.replicas import Deployment
from tests.chaos.storm import Kill, endured, kill_database_of, kill_replica, kill_watch
from tests.postgresql import running_server


class Stores(StrEnum):
    """What replicas share."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@contextmanager
def deployed(store: Stores) -> Iterator[tuple[Deployment, tuple[Kill, ...]]]:
    """Three replicas, and what is killed: on PostgreSQL the server, too."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if store is Stores.SQLITE:
            with Deployment(Path(folder), "").running() as deployment:
                yield deployment, (kill_replica, kill_watch)
            return
        with running_server() as (server, process):
            url = server.url(server.make())
            with Deployment(Path(folder), url).running() as deployment:
                yield deployment, (kill_database_of(process), kill_replica, kill_watch)


def main(
    cycles: Annotated[int, typer.Option(help="Kills, on each store.")] = 100,
    seed: Annotated[int | None, typer.Option(help="What is killed when; without it another one each time.")] = None,
    store: Annotated[list[Stores] | None, typer.Option(help="One store alone.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Ends at an answer that no order of acts explains, and where an acknowledged write is not there."""
    number, console = secrets.randbelow(1_000_000) if seed is None else seed, Console(stderr=True)
    for one in store or Stores:
        with console.status(f"{cycles} kills on {one}, seed {number} ..."), deployed(one) as (deployment, kills):
            survived = asdict(endured(deployment, number, cycles, kills))
        told = {"store": one.value, "seed": number, "lost": 0, **survived}
        typer.echo(json.dumps(told) if as_json else ", ".join(f"{name} {value}" for name, value in told.items()))


if __name__ == "__main__":
    typer.run(main)
