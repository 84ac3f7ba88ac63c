"""`cameo models migrate`: how far people have moved to the nets in use."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import typer
from rich.console import Console

from cameo_service.cli.settings import ConfigFile, DataDir, settings
from cameo_service.cli.terminal import AsJson, refuse, waiting, wide_table
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.operator.sealed_packs import Progress
from cameo_service.wiring.operating import net_progress
from liveness.models.manifest import joined_ids

_MEANINGS = (
    ("moved", "compared by the nets in use: a verification moved them, or they enrolled again"),
    ("waiting", "compared by the nets of before; not asked yet"),
    ("asked", "the same, and their app was told to ask them to come"),
    ("undone", "moved, and went back to the nets of before"),
    ("expired", "did not come: their enrollment was ended"),
    ("not_noted", "of another pack, and not looked at yet: start the service"),
)


def migrate(data_dir: DataDir = None, config: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Show how many people have moved to the nets in use, who is waited for, and until when.

    Changes nothing, and the service may run: it moves people one by one. docs/models.md says how.
    """
    places = settings(config, data_dir=data_dir)
    in_use, nets = joined_ids(places.engines.packs), " ".join(sorted(places.engines.sealing_nets))
    try:
        with waiting("counting"):
            progress = net_progress(places, in_use, nets)
    except StoreError as error:
        refuse(error)
    if as_json:
        typer.echo(json.dumps({"in_use": in_use, "nets": nets, **asdict(progress), "left": progress.left}))
        return
    _show(progress, in_use)


def _show(progress: Progress, in_use: str) -> None:
    console = Console()
    packs = wide_table("Enrolled people", "packs", "people", "in use")
    for pack, count in progress.packs.items():
        packs.add_row(pack, str(count), "yes" if pack == in_use else "no")
    console.print(packs, markup=False)
    moves = wide_table("Since the change of nets", "people", "", "")
    for name, meaning in _MEANINGS:
        moves.add_row(str(getattr(progress, name)), name.replace("_", " "), meaning)
    console.print(moves, markup=False)
    typer.echo(f"{progress.left} of {sum(progress.packs.values())} are left to move to {in_use}.")
    if progress.first_end_us is not None:
        end = datetime.fromtimestamp(progress.first_end_us / 1e6, UTC)
        typer.echo(f"The first enrollment ends on {end:%Y-%m-%d}, unless its person comes before.")
