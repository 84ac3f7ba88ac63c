"""A deployment on the disk, with a store that is open as a service has it: people, a published history, a ring."""

import os
from functools import partial
from pathlib import Path

from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import claim_for_policy
from cameo_service.history.continuity import require_one_past
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.sequencer import integrate
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from consent.terms import Audience
from tests.cameo_service.usecases.world import World


class Deployment:
    """Ada and Bob are enrolled, and Bob may render Ada. `world` acts until `stop`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = ServiceConfig(data_dir=root / "data", key_ring=root / "keys" / "ring.json")
        self.ring = KeyRingFile(self.config.key_ring, self.config.data_dir)
        self.ring.create(new_key_ring(os.urandom, SystemClock().utc_us()))
        claim_for_policy(self.config.data_dir, self.config.policy)
        self.store = self.open()
        self.world = World(self.store)
        self.world.clock.now_us = SystemClock().utc_us()
        self.world.vault = EnvelopeVault(self.ring.load, self.store.deployment(), os.urandom)  # type: ignore[assignment]
        for person in ("ada", "bob"):
            self.world.person(person)
            self.world.enroll(person)
        self.world.audience("ada", Audience.APPROVED)
        self.world.grant("ada", "bob")
        self.publish()

    @property
    def history(self) -> HistoryFolder:
        return HistoryFolder(self.config.history, self.config.data_dir, self.ring.load().token_secret)

    def open(self) -> SqliteStore:
        return open_store(self.config.data_dir, os.urandom, partial(require_one_past, self.history))

    def publish(self) -> None:
        """As the sequencer does it."""
        leaves = HistoryReader.of_directory(self.config.data_dir, os.urandom)
        self.history.mark.raise_to(leaves.high_water())
        integrate(self.history, leaves)
        leaves.close()

    def stop(self) -> None:
        self.publish()
        self.store.close()

    def run(self, *arguments: str) -> Result:
        """One command, with the settings of this deployment."""
        places = {"CAMEO_DATA_DIR": str(self.config.data_dir), "CAMEO_KEY_RING": str(self.config.key_ring)}
        return CliRunner().invoke(app, arguments, env=places)

    def lose(self, *names: str) -> None:
        """The disk lost these databases."""
        for name in names:
            for path in self.config.data_dir.glob(f"{name}*"):
                path.unlink()

    def opened(self, person: str) -> int:
        """How many sealed items of a person open, in the databases as they are now."""
        store = self.open()
        vault = EnvelopeVault(self.ring.load, store.deployment(), os.urandom)
        with store.read() as snapshot:
            row = snapshot.enrollments.of(self.world.people[person])
        store.close()
        if row is None:
            return 0
        return len([vault.open(row.subject, row.enrollment_id, row.version, item) for item in row.sealed])


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
