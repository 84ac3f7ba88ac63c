"""Whatever people do in whatever order: an audit of the database finds no row that lies."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

from cameo_service.history.audit import LeafAudit
from cameo_service.storage.operator.audit import audit_snapshot
from cameo_service.storage.store import SqliteStore, open_store
from consent.history.findings import findings
from tests.cameo_service.usecases import test_state_machine
from tests.cameo_service.usecases.consent_machine.people import NAMES


class AuditedMachine(test_state_machine.ConsentMachine):
    """The same acts over a database on a disk."""

    def _opened(self) -> SqliteStore:
        self.folder = tempfile.TemporaryDirectory()
        self.data = Path(self.folder.name) / "data"
        self.stored = open_store(self.data, os.urandom)
        return self.stored

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
