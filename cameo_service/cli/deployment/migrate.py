"""`cameo migrate`: the one command that changes the schema of databases that exist."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from cameo_service.cli.settings import ConfigFile, DataDir, settings
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson, refuse, waiting, wide_table
from cameo_service.data_directory import DirectoryInUseError, alone
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.migrate import TOO_NEW
from cameo_service.storage.engines.schema import Schema
from cameo_service.storage.operator.schema import DatabaseSchema
from cameo_service.storage_wiring import migrate_old, schemas


def migrate(
    data_dir: DataDir = None,
    config: ConfigFile = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 if work is left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the databases of an older program to the schema of this one.

    Back them up first: `cameo backup`. A service that waits for this goes on by itself; one that runs must be stopped.
    """
    places = settings(config, data_dir=data_dir)
    directory = places.data_dir
    migrated: tuple[DatabaseSchema, ...] = ()
    try:
        with waiting("looking at the databases" if check else "migrating"):
            if not check and (places.database_url or directory.is_dir()):
                with alone(directory):
                    migrated = tuple(migrate_old(places))
            found = schemas(places)
    except (StoreError, DirectoryInUseError) as error:
        refuse(error)
    _say(found, migrated, as_json=as_json)
    states = {database.schema for database in found}
    if Schema.FUTURE in states:
        refuse(TOO_NEW)
    if Schema.OLD in states:
        raise typer.Exit(EXIT_REFUSED)


def _say(found: Sequence[DatabaseSchema], migrated: Sequence[DatabaseSchema], *, as_json: bool) -> None:
    if as_json:
        done = {database.database: database.missing for database in migrated}
        typer.echo(json.dumps({"databases": [asdict(one) for one in found], "migrated": done}))
        return
    table = wide_table("Databases", "database", "schema", "is at", "this program needs", "left to do")
    for one in found:
        table.add_row(one.database, one.schema.value, one.found or "-", one.newest, "\n".join(one.missing) or "-")
    Console().print(table, markup=False)
    for one in migrated:
        typer.echo(f"{one.database}: {len(one.missing)} migrations, from {one.found} to {one.newest}")
