"""`python -m tests.simulation [NUMBER] [--from SEED] [--json]`: lives so many simulated histories, one by one."""

import json
import time
from typing import Annotated

import typer
from rich.progress import track

from tests.simulation.history import History

LONG = 100_000


def main(
    number: Annotated[int, typer.Argument(help="How many.")] = LONG,
    first: Annotated[int, typer.Option("--from", help="Number of the first.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Ends at the first history whose answers are not the oracle's, and says its number."""
    began, deaths, duplicates, accepted = time.perf_counter(), 0, 0, 0
    for seed in track(range(first, first + number), "histories", disable=as_json):
        try:
            history = History(seed).live()
        except AssertionError as error:
            raise SystemExit(f"history {seed} is wrong: python -m tests.simulation 1 --from {seed}\n{error}") from error
        deaths, duplicates, accepted = (
            deaths + history.deaths,
            duplicates + history.duplicates,
            accepted + history.accepted,
        )
    took_s = time.perf_counter() - began
    told = {
        "histories": number,
        "from": first,
        "deaths": deaths,
        "late_duplicates": duplicates,
        "commits": accepted,
        "wrong": 0,
        "per_minute": round(60 * number / took_s),
    }
    typer.echo(json.dumps(told) if as_json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    typer.run(main)
