"""`cameo keys`: creates, lists and rotates the key ring. No other command writes it, and no command prints a secret."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_service.cli.settings import ConfigFile, DataDir, KeyRingPath, settings
from cameo_service.cli.terminal import AsJson, refuse
from cameo_service.clock import SystemClock
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.grant_signer import SigningKeys
from cameo_service.vault.key_ring import KeyRing, new_key_ring, rotated
from cameo_service.vault.key_ring_file import KeyRingFile

app = typer.Typer(help="The key ring: keys that seal templates and sign render grants.", no_args_is_help=True)


@app.command()
def init(
    key_ring: KeyRingPath = None, data_dir: DataDir = None, config: ConfigFile = None, *, as_json: AsJson = False
) -> None:
    """Create a key ring with fresh keys. Fails if there is one already."""
    ring = new_key_ring(os.urandom, SystemClock().utc_us())
    try:
        _file(key_ring, data_dir, config).create(ring)
    except KeyRingError as error:
        refuse(error)
    _show(ring, as_json=as_json)


@app.command(name="list")
def list_keys(
    key_ring: KeyRingPath = None, data_dir: DataDir = None, config: ConfigFile = None, *, as_json: AsJson = False
) -> None:
    """List versions, ids and times of all keys, and the public halves of the signing keys."""
    try:
        ring = _file(key_ring, data_dir, config).load()
    except KeyRingError as error:
        refuse(error)
    _show(ring, as_json=as_json)


@app.command()
def rotate(
    key_ring: KeyRingPath = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    *,
    compromised: Annotated[
        bool, typer.Option(help="The signing key leaked: revoke it instead of retiring it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add an encryption key and make the next signing key the current one. Restart the service within 24 hours."""
    now_us = SystemClock().utc_us()
    try:
        ring = _file(key_ring, data_dir, config).change(
            lambda ring: rotated(ring, os.urandom, now_us, is_compromised=compromised)
        )
    except KeyRingError as error:
        refuse(error)
    _show(ring, as_json=as_json)


def _file(key_ring: Path | None, data_dir: Path | None, config: Path | None) -> KeyRingFile:
    places = settings(config, key_ring=key_ring, data_dir=data_dir)
    return KeyRingFile(places.key_ring, places.data_dir)


def _show(ring: KeyRing, *, as_json: bool) -> None:
    public = {
        "encryption_keys": [{"version": key.version, "created_us": key.created_us} for key in ring.encryption_keys],
        "signing_keys": [
            {
                "key_id": key.key_id,
                "public_key": key.public_key.hex(),
                "not_before_us": key.not_before_us,
                "not_after_us": key.not_after_us,
                "revoked_us": key.revoked_us,
            }
            for key in SigningKeys(ring).listed()
        ],
        "signs_with": ring.signing_key().key_id,
    }
    if as_json:
        typer.echo(json.dumps(public))
    else:
        _print_tables(ring)


def _print_tables(ring: KeyRing) -> None:
    encryption = Table("encryption key", "made (UTC)", title="Encryption keys: the newest wraps, all unwrap")
    for key in ring.encryption_keys:
        encryption.add_row(str(key.version), _day(key.created_us))
    signing = Table("signing key", "from (UTC)", "until", "revoked", title="Signing keys: the first open one signs")
    for signer in ring.signing_keys:
        times = (_day(signer.not_before_us), _day(signer.not_after_us), _day(signer.revoked_us))
        signing.add_row(signer.key_id, *times)
    Console().print(encryption, signing)


def _day(time_us: int | None) -> str:
    return "-" if time_us is None else datetime.fromtimestamp(time_us / 1e6, UTC).strftime("%Y-%m-%d %H:%M")
