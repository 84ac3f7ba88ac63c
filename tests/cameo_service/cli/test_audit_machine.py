"""Whatever people do in whatever order: an audit of the database finds no row that lies."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize

from cameo_service.history.audit import LeafAudit
from cameo_service.storage.audit import audit_snapshot
from cameo_service.storage.store import open_store
from consent.history.findings import findings
from consent.terms import Audience, Modality
from tests.cameo_service.usecases import test_state_machine
from tests.cameo_service.usecases.test_state_machine import NAMES
from tests.cameo_service.usecases.world import World
from tests.consent.oracle import Someone


class AuditedMachine(test_state_machine.ConsentMachine):
    """The same acts over a database on a disk."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.data = Path(self.folder.name) / "data"
        self.stored = open_store(self.data, os.urandom)
        self.world, self.people, self.dead = World(self.stored), {name: Someone() for name in NAMES}, set[bytes]()
        self.grants, self.rests_on, self.club_grants = {}, {}, {}
        for name in NAMES:
            self.world.person(name)
            self.people[name].adult = True
            self.enroll(name, Audience.EVERYONE, frozenset(Modality), None)
        self.set_audience("ada", Audience.APPROVED)

    def teardown(self) -> None:
        if hasattr(self, "stored"):
            assert audited(self.data) == []
            self.stored.close()
            self.folder.cleanup()


def audited(data: Path) -> list[object]:
    """What an audit of the rows finds, before anything is published."""
    with audit_snapshot(data) as snapshot:
        leaves = LeafAudit((), snapshot.salts, snapshot.deployment_id, snapshot.incarnation)
        leaves.read(snapshot.leaves())
        assert leaves.count > len(NAMES)
        return [*leaves.findings, *findings(leaves.said, snapshot.kept())]


AuditedMachine.TestCase.settings = settings(
    max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAuditedAct = AuditedMachine.TestCase
