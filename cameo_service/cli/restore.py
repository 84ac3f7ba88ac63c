"""`cameo restore`: the explicit act that lets a database behind its high-water mark serve again."""

import fcntl
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from cameo_client.errors import HistoryError
from cameo_service.cli.terminal import refuse, waiting
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.history.errors import MarkUnreadableError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.witness import look
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.operator.restore import Restored, restore
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring_file import KeyRingFile


def restore_command(
    data_dir: Annotated[Path | None, typer.Option(help="Directory of the restored databases.")] = None,
    key_ring: Annotated[Path | None, typer.Option(help="File made by `cameo keys init`.")] = None,
    *,
    new_incarnation: Annotated[
        bool, typer.Option(help="Void every render grant and token from before. Required.")
    ] = False,
) -> None:
    """Let a database from a backup serve again.

    All that was signed before is void. People whose revocations were lost are frozen. Stop every service on the
    directory first.
    """
    if not new_incarnation:
        refuse("This voids every render grant and consistency token: say so with --new-incarnation")
    given: dict[str, Any] = {"data_dir": data_dir, "key_ring": key_ring}
    config = ServiceConfig(**{name: value for name, value in given.items() if value is not None})
    try:
        with waiting("restoring"):
            restored = _restored(config)
    except BlockingIOError:
        refuse("A service still runs on this directory: stop it first")
    except (KeyRingError, StoreError, HistoryError) as error:
        refuse(error)
    _tell(restored)


def _restored(config: ServiceConfig) -> Restored:
    secret = KeyRingFile(config.key_ring, config.data_dir).load().token_secret
    folder = HistoryFolder(config.history, config.data_dir, secret)
    with folder.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mark = folder.mark.read()
        if mark is None:
            raise MarkUnreadableError(str(MarkUnreadableError.__doc__))
        restored = restore(config.data_dir, mark, _published(folder), os.urandom, SystemClock().utc_us())
        folder.mark.raise_to(restored.high_water)
        return restored


def _published(folder: HistoryFolder) -> list[bytes]:
    """Every published entry, verified as a witness verifies it."""
    if folder.files.checkpoint() is None:
        return []
    size = look(folder.files, folder.signer.verifier, None).head.size
    return folder.files.all_entries(size)


def _tell(restored: Restored) -> None:
    incarnation = restored.high_water.incarnation
    typer.echo(
        f"incarnation {incarnation}: {restored.lost} lost acts, {restored.frozen} people frozen until they unfreeze"
    )
    if restored.erased:
        typer.echo(f"{restored.erased} people erased since the backup were erased again")
    if restored.is_gap:
        typer.echo("acts of the last second are lost: all people were frozen")
