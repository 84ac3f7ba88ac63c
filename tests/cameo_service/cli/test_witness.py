"""`cameo witness` with a key of its own, and `cameo restore` after a backup came back."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_client.signed_note import open_note, parse_vkey
from cameo_service.cli.main import app
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.sequencer import integrate
from cameo_service.storage.store import open_store
from cameo_service.usecases.ports.history import BehindItsMarkError
from cameo_service.vault.key_ring_file import KeyRingFile
from tests.cameo_service.storage.bare_store import sqlite_of
from tests.cameo_service.storage.history_rows import act, granted, reader_of
from tests.contracts.store_rows import with_people


class Place:
    """A data directory, its key ring, its history and a witness, as one operator has them."""

    def __init__(self, root: Path) -> None:
        self.data, self.ring, self.memory = root / "data", root / "keys/ring.json", root / "witness"
        self.places = ["--data-dir", str(self.data), "--key-ring", str(self.ring)]
        assert self.run("keys", "init", *self.places).exit_code == 0
        secret = KeyRingFile(self.ring, self.data).load().token_secret
        self.history = root / "data-history"
        self.folder = HistoryFolder(self.history, self.data, secret)
        self.store = open_store(self.data, os.urandom, self.folder.mark.admit)
        self.store.mark_narrowing_with(self.folder.mark.raise_to)
        with_people(self.store)

    def publish(self) -> None:
        leaves = reader_of(self.data)
        integrate(self.folder, leaves)
        leaves.close()

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments])

    def look(self) -> Result:
        log = self.run("witness", "log-key", *self.places).stdout.strip()
        return self.run("witness", "look", str(self.history), "--memory", str(self.memory), "--log", log)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_witness_cosigns_a_history_that_grows(place: Place) -> None:
    made = place.run("witness", "init", "--memory", str(place.memory), "--name", "witness.example/one")
    for size in (1, 2):
        granted(place.store)
        place.publish()
        looked = place.look()
        assert looked.exit_code == 0, looked.output
        assert looked.stdout.startswith(f"consistent {size} ")
    cosigned = (place.memory / "seen").read_text()
    assert open_note(cosigned, parse_vkey(made.stdout.strip())).splitlines()[1] == "2"
    assert (place.memory / "key").stat().st_mode & 0o077 == 0
    place.store.close()


def test_a_witness_refuses_a_history_that_was_rewritten_and_remembers_the_true_one(place: Place) -> None:
    place.run("witness", "init", "--memory", str(place.memory), "--name", "witness")
    granted(place.store)
    granted(place.store)
    place.publish()
    assert place.look().exit_code == 0
    seen = (place.memory / "seen").read_text()
    shutil.rmtree(place.history / "tile")
    (place.history / "checkpoint").unlink()
    with place.store.write() as tx:
        sqlite_of(tx).execute("UPDATE history_leaves SET entry = zeroblob(49) WHERE leaf_index = 0")
    place.publish()
    refused = place.look()
    assert refused.exit_code == 1
    assert "seen before" in refused.stderr
    assert (place.memory / "seen").read_text() == seen
    place.store.close()


def test_a_witness_has_one_key_for_good(place: Place) -> None:
    granted(place.store)
    place.publish()
    assert "cameo witness init" in place.look().stderr
    for code in (0, 1):
        made = place.run("witness", "init", "--memory", str(place.memory), "--name", "witness")
        assert made.exit_code == code
    place.store.close()


def test_a_database_behind_its_mark_serves_after_an_explicit_restore_only(place: Place) -> None:
    granted(place.store)
    place.store.close()
    backup = (place.data / "main.db").read_bytes()
    store = open_store(place.data, os.urandom)
    store.mark_narrowing_with(place.folder.mark.raise_to)
    act(store, "revoked", narrows=True)
    place.publish()
    store.close()
    for path in place.data.glob("main.db*"):
        path.unlink()
    (place.data / "main.db").write_bytes(backup)
    with pytest.raises(BehindItsMarkError):
        open_store(place.data, os.urandom, place.folder.mark.admit)
    assert "--new-incarnation" in place.run("restore", *place.places).stderr
    restored = place.run("restore", "--new-incarnation", *place.places)
    assert restored.exit_code == 0, restored.output
    assert "incarnation 2: 1 lost acts, 1 people frozen" in restored.stdout
    open_store(place.data, os.urandom, place.folder.mark.admit).close()
    place.publish()


def test_a_restore_waits_for_the_service_to_stop(place: Place) -> None:
    place.store.close()
    with place.folder.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "stop it first" in place.run("restore", "--new-incarnation", *place.places).stderr


def test_a_restore_without_a_mark_is_refused(place: Place) -> None:
    place.store.close()
    refused = place.run("restore", "--new-incarnation", *place.places)
    assert refused.exit_code == 1
    assert "mark" in refused.stderr
