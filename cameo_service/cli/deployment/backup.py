"""`cameo backup DIR` copies the databases while services run; `cameo backup verify DIR` proves it by a restore."""

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from cameo_service.cli.settings import ConfigFile, DataDir, settings
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson, refuse, waiting, wide_table
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import policy_of
from cameo_service.rehearsal import Rehearsal, rehearse
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.operator.backup import Backup, make_backup
from cameo_service.wiring.storage import FilesOnlyError, require_files

MAKE = "make"


class _MakesUnlessTold(TyperGroup):
    """`cameo backup DIR` is `cameo backup make DIR`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the name of the command where none stands."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = [MAKE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_MakesUnlessTold, help="Copy the databases while services run, or prove a copy.", no_args_is_help=True
)


@app.command()
def make(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; it must not exist.")],
    data_dir: DataDir = None,
    config: ConfigFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Copy the databases into a new folder, while services run: `cameo backup DIR`.

    The key ring is never in it: keep that apart. The history folder is not in it, either.
    """
    places = settings(config, data_dir=data_dir)
    _require_apart(target, places)
    try:
        require_files(places)
    except FilesOnlyError as error:
        refuse(error)
    clock = SystemClock()
    begun_s, now_us = clock.monotonic_s(), clock.utc_us()
    try:
        with waiting("copying the databases"):
            made = make_backup(places.data_dir, target, policy_of(places.data_dir) or places.policy.value, now_us)
    except StoreError as error:
        refuse(error)
    except (sqlite3.Error, OSError) as error:
        refuse(f"The backup could not be written, and nothing of it is left: {error}")
    seconds = round(clock.monotonic_s() - begun_s, 2)
    if as_json:
        typer.echo(json.dumps(_figures(made) | {"seconds": seconds}))
    else:
        size = sum(file.size for file in made.files.values()) / 1e6
        typer.echo(
            f"{made.mark.tree_size} acts and {made.enrollments} enrollments, {size:.1f} MB in {seconds} s."
            f" Prove it: cameo backup verify {target} --keys RING"
        )


@app.command()
def verify(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Folder made by `cameo backup`.")],
    keys: Annotated[Path | None, typer.Option("--keys", help="Key ring that would be at hand.")] = None,
    history: Annotated[Path | None, typer.Option("--history", help="History folder that would be at hand.")] = None,
    config: ConfigFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into a scratch folder and open every sealed item with the ring. Exit code 0 if all holds.

    Changes nothing; the service may run. Says what a restore of now would lose, and how many people it would freeze.
    """
    places = settings(config, history_dir=history)
    clock = SystemClock()
    begun_s = clock.monotonic_s()
    with waiting("restoring into a scratch folder"):
        found = rehearse(target, keys or places.key_ring, places.history, clock.utc_us())
    seconds = round(clock.monotonic_s() - begun_s, 2)
    if as_json:
        typer.echo(json.dumps(_report(found) | {"seconds": seconds}))
    else:
        _show(found, seconds)
    if not found.holds:
        raise typer.Exit(EXIT_REFUSED)


def _require_apart(target: Path, places: ServiceConfig) -> None:
    """A backup beside what it replaces is lost with it, and one beside the ring is an unsealed one."""
    wanted = target.resolve()
    if wanted.is_relative_to(places.data_dir.resolve()):
        refuse("The backup would lie in the data directory, and be lost with it: choose another place")
    if wanted.is_relative_to(places.history.resolve()):
        refuse("The backup would lie in the history folder, which is published: choose another place")
    if wanted.is_relative_to(places.key_ring.resolve().parent):
        refuse("The backup would lie beside the key ring, which opens it: choose another place")


def _figures(backup: Backup) -> dict[str, object]:
    mark = asdict(backup.mark) | {"deployment_id": backup.mark.deployment_id.hex()}
    return asdict(backup) | {"mark": mark}


def _report(found: Rehearsal) -> dict[str, object]:
    restored = found.restored
    told = restored and {
        name: getattr(restored, name) for name in ("lost", "frozen", "erased", "is_gap", "carried", "unopened")
    }
    return {
        "holds": found.holds,
        "checks": [asdict(check) | {"holds": check.holds} for check in found.checks],
        "items_opened": found.items,
        "backup": found.backup and _figures(found.backup),
        "restored": told,
    }


def _show(found: Rehearsal, seconds: float) -> None:
    table = wide_table("Backup", "check", "holds", "what to do")
    for check in found.checks:
        table.add_row(check.name, "yes" if check.holds else "no", check.said)
    Console().print(table, markup=False)
    restored = found.restored
    if restored is not None:
        typer.echo(
            f"{found.items} sealed items opened. Restored now it would lose {restored.lost} acts and freeze"
            f" {restored.frozen} people. {seconds} s."
        )
