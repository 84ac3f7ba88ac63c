"""`cameo migrate`: the one command that changes the schema of databases that exist, or moves them to PostgreSQL."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from cameo_client.errors import HistoryError
from cameo_service.cli.audit import AuditReport, audited
from cameo_service.cli.settings import ConfigFile, DataDir, KeyRingPath, settings
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson, refuse, waiting, wide_table
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import DirectoryInUseError, alone
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.migrate import TOO_NEW
from cameo_service.storage.engines.schema import Schema
from cameo_service.storage.operator.schema import DatabaseSchema
from cameo_service.vault.errors import KeyRingError
from cameo_service.wiring.storage import migrate_old, move_to_postgresql, retire_files, schemas


class Engine(StrEnum):
    """Where a deployment is stored."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


ONE_WAY = "Only `--from sqlite --to postgresql` is a move, with database_url set to the empty database that it goes to."
DIFFERS = (
    "The rows arrived, but the audit of the new place differs from that of the files, which stay in use: empty the"
    " PostgreSQL database, and tell the authors of this program."
)


def migrate(
    data_dir: DataDir = None,
    key_ring: KeyRingPath = None,
    config: ConfigFile = None,
    *,
    source: Annotated[Engine | None, typer.Option("--from", help="Engine to move a deployment from: sqlite.")] = None,
    target: Annotated[Engine | None, typer.Option("--to", help="Engine to move it to: postgresql.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 if work is left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the databases of an older program to the schema of this one, or move a deployment to PostgreSQL.

    Back them up first: `cameo backup`. A service that waits for this goes on by itself; one that runs must be stopped.
    A move (`--from sqlite --to postgresql`, with database_url set) takes the history along and audits it on both sides;
    the files are renamed when all of it agrees.
    """
    places = settings(config, data_dir=data_dir, key_ring=key_ring)
    if source or target:
        if (source, target) != (Engine.SQLITE, Engine.POSTGRESQL) or not places.database_url or check:
            refuse(ONE_WAY)
        _move(places, as_json=as_json)
        return
    migrated: tuple[DatabaseSchema, ...] = ()
    try:
        with waiting("looking at the databases" if check else "migrating"):
            if not check and (places.database_url or places.data_dir.is_dir()):
                with alone(places.data_dir):
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


def _move(places: ServiceConfig, *, as_json: bool) -> None:
    files = places.model_copy(update={"database_url": ""})
    try:
        with alone(places.data_dir):
            with waiting("replaying the history of the files"):
                before = audited(files)
            with waiting("moving every row"):
                rows = move_to_postgresql(places)
            with waiting("replaying the history of the new place"):
                after = audited(places)
            if after != before:
                refuse(DIFFERS)
            retire_files(places)
    except (StoreError, DirectoryInUseError, HistoryError, KeyRingError) as error:
        refuse(error)
    _say_moved(rows, after, as_json=as_json)


def _say_moved(rows: dict[str, int], audit: AuditReport, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"rows": rows, "audit": asdict(audit)}))
        return
    table = wide_table("Moved", "table", "rows")
    for name, count in rows.items():
        table.add_row(name, str(count))
    Console().print(table, markup=False)
    typer.echo(
        f"{sum(rows.values())} rows are in PostgreSQL; {audit.leaves} acts were replayed on both sides, with the same"
        f" {len(audit.findings)} findings. The files are renamed: delete them once the new place is backed up."
    )


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
