"""`cameo witness`: verifies a published history again and again, with a key and a memory of its own.

Run it as another user, better on another machine, on a copy of the folder. All it needs from the service is the line
that `cameo witness log-key` prints.
"""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from cameo_client.checkpoint import Checkpoint
from cameo_client.errors import HistoryError
from cameo_client.signed_note import parse_vkey
from cameo_service.cli.settings import ConfigFile, DataDir, KeyRingPath, settings
from cameo_service.cli.terminal import refuse, waiting
from cameo_service.clock import SystemClock
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.tiles import TileFiles
from cameo_service.history.witness import WitnessMemory, look
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring_file import KeyRingFile

app = typer.Typer(help="An independent witness of the history: cosigns growth, refuses rewrites.")

Memory = Annotated[
    Path, typer.Option("--memory", help="Folder of the witness: its key and the last verified checkpoint.")
]


@app.command()
def init(
    memory: Memory, name: Annotated[str, typer.Option(help="Name of the witness, such as a host and path.")]
) -> None:
    """Create the key of a witness and print its public line, for those who trust the witness."""
    try:
        signer = WitnessMemory(memory).create(name, os.urandom(32))
    except (HistoryError, ValueError) as error:
        refuse(error)
    typer.echo(signer.cosigner.vkey())


@app.command()
def log_key(
    data_dir: DataDir = None,
    key_ring: KeyRingPath = None,
    config: ConfigFile = None,
) -> None:
    """Print the public line that verifies the checkpoints of this service. Run it where the service runs."""
    places = settings(config, data_dir=data_dir, key_ring=key_ring)
    try:
        secret = KeyRingFile(places.key_ring, places.data_dir).load().token_secret
        typer.echo(HistoryFolder(places.history, places.data_dir, secret).signer.verifier.vkey())
    except (KeyRingError, HistoryError) as error:
        refuse(error)


@app.command(name="look")
def look_command(
    history: Annotated[Path, typer.Argument(help="The published history, or a copy of it.")],
    memory: Memory,
    log: Annotated[str, typer.Option(help="The line that `cameo witness log-key` printed.")],
    every: Annotated[float | None, typer.Option(help="Look again after this many seconds; default: look once.")] = None,
) -> None:
    """Verify the newest checkpoint against every entry and against the last verified one; cosign and remember it.

    Ends with status 1 at the first rewritten history, and keeps the last verified checkpoint.
    """
    while True:
        try:
            with waiting("verifying"):
                head = _look(TileFiles(history), WitnessMemory(memory), log)
        except HistoryError as error:
            refuse(error)
        typer.echo(f"consistent {head.size} {head.root.hex()}")
        if every is None:
            return
        time.sleep(every)


def _look(files: TileFiles, memory: WitnessMemory, log: str) -> Checkpoint:
    seen = look(files, parse_vkey(log), memory.last())
    memory.remember(memory.signer().cosign(seen.note, SystemClock().utc_us() // 1_000_000))
    return seen.head
