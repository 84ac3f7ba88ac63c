"""`cameo restore`: the explicit act that lets a database from a backup, behind its high-water mark, serve again."""

import fcntl
import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cameo_client.errors import HistoryError
from cameo_service.cli.settings import ConfigFile, DataDir, KeyRingPath, settings
from cameo_service.cli.terminal import AsJson, refuse, waiting
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import DirectoryInUseError, WrongDataDirectoryError, alone, claim_for_policy
from cameo_service.history.errors import MarkUnreadableError
from cameo_service.history.folder import HistoryFolder
from cameo_service.rehearsal import carrier, published_entries
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.operator.backup import Placed, place, read_backup
from cameo_service.storage.operator.restore import Restored
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.wiring.operating import restore_deployment
from cameo_service.wiring.storage import require_files
from liveness.verdict.policy import PolicyName


def restore_command(
    backup: Annotated[
        Path | None, typer.Argument(help="Folder made by `cameo backup`; default: databases already put back.")
    ] = None,
    data_dir: DataDir = None,
    key_ring: KeyRingPath = None,
    config: ConfigFile = None,
    *,
    new_incarnation: Annotated[
        bool, typer.Option(help="Void every render grant and token from before. Required.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let a database from a backup serve again.

    All that was signed before is void. People whose revocations were lost are frozen. Stop every service on the
    directory first. A database that is newer than the backup is never written over.
    """
    if not new_incarnation:
        refuse("This voids every render grant and consistency token: say so with --new-incarnation")
    places = settings(config, data_dir=data_dir, key_ring=key_ring)
    try:
        with waiting("restoring"), alone(places.data_dir):
            placed, restored = _restored(places, backup)
    except BlockingIOError:
        refuse(DirectoryInUseError.__doc__)
    except (KeyRingError, StoreError, HistoryError, DirectoryInUseError, WrongDataDirectoryError) as error:
        refuse(error)
    except (sqlite3.Error, OSError) as error:
        refuse(f"The restore could not be written: {error}. Free space, and repeat it.")
    if as_json:
        mark = asdict(restored.high_water) | {"deployment_id": restored.high_water.deployment_id.hex()}
        kept = placed is not None and placed.has_kept_keys
        typer.echo(json.dumps(asdict(restored) | {"high_water": mark, "has_kept_keys": kept}))
    else:
        _tell(placed, restored)


def _restored(config: ServiceConfig, backup: Path | None) -> tuple[Placed | None, Restored]:
    """Everything that can refuse is asked before the first file is replaced."""
    if backup is not None:
        require_files(config)
    ring = KeyRingFile(config.key_ring, config.data_dir).load()
    folder = HistoryFolder(config.history, config.data_dir, ring.token_secret)
    with folder.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mark = folder.mark.read()
        if mark is None:
            raise MarkUnreadableError(str(MarkUnreadableError.__doc__))
        published, placed = published_entries(folder), None
        if backup is not None:
            claim_for_policy(config.data_dir, PolicyName(read_backup(backup).policy))
            placed = place(backup, config.data_dir)
        restored = restore_deployment(config, mark, published, SystemClock().utc_us(), carrier(ring))
        folder.mark.raise_to(restored.high_water)
        return placed, restored


def _tell(placed: Placed | None, restored: Restored) -> None:
    incarnation = restored.high_water.incarnation
    if placed is not None:
        kept = "keys.db was here and stayed" if placed.has_kept_keys else "keys.db is that of the backup"
        typer.echo(f"the backup is in place; {kept}")
    typer.echo(
        f"incarnation {incarnation}: {restored.lost} lost acts, {restored.frozen} people frozen until they unfreeze"
    )
    typer.echo(f"{restored.carried} enrollments open; {restored.unopened} do not: their people enroll again")
    if restored.erased:
        typer.echo(f"{restored.erased} people erased since the backup were erased again")
    if restored.is_gap:
        typer.echo("acts of the last second are lost: all people were frozen")
