"""`cameo models migrate`: how many people are still enrolled by the packs of before."""

import json

import typer
from rich.console import Console

from cameo_service.cli.settings import ConfigFile, DataDir, settings
from cameo_service.cli.terminal import AsJson, refuse, waiting, wide_table
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.operator.sealed_packs import people_by_pack
from liveness.models.manifest import joined_ids


def migrate(data_dir: DataDir = None, config: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Show how many people are enrolled by which packs, and how many are left to enroll by those in use.

    Changes nothing, and the service may run: a person moves by enrolling again. docs/models.md says how.
    """
    places = settings(config, data_dir=data_dir)
    try:
        with waiting("counting"):
            people, in_use = people_by_pack(places.data_dir), joined_ids(places.engines.packs)
    except StoreError as error:
        refuse(error)
    left = sum(count for pack, count in people.items() if pack != in_use)
    if as_json:
        typer.echo(json.dumps({"in_use": in_use, "people": people, "left": left}))
        return
    table = wide_table("Enrolled people", "packs", "people", "in use")
    for pack, count in people.items():
        table.add_row(pack, str(count), "yes" if pack == in_use else "no")
    Console().print(table, markup=False)
    typer.echo(f"{left} of {sum(people.values())} are left to enroll by {in_use}.")
