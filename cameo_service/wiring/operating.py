"""What operators do to a deployment with no service of it: audits and restores, on the engine that it is stored on.

Apart from `wiring.storage`, which every start loads.
"""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager

from cameo_service.config import ServiceConfig
from cameo_service.storage.operator import audit as audit_of_files
from cameo_service.storage.operator.audit import AuditSnapshot
from cameo_service.storage.operator.restore import Carry, Restored, restore
from cameo_service.usecases.ports.history import HighWater
from cameo_service.wiring.storage import of_postgresql


def audit_snapshot(config: ServiceConfig) -> AbstractContextManager[AuditSnapshot]:
    """What an audit reads, in one snapshot; services may run.

    Raises:
        NothingToAuditError: no database there, or one of another version.
    """
    if config.database_url:
        snapshot: AbstractContextManager[AuditSnapshot] = of_postgresql("audit").audit_snapshot(config.database_url)
        return snapshot
    return audit_of_files.audit_snapshot(config.data_dir)


def restore_deployment(
    config: ServiceConfig, mark: HighWater, published: Sequence[bytes], now_us: int, carry: Carry
) -> Restored:
    """Makes the new incarnation of databases that went back in time. See operator.restore.restore."""
    if config.database_url:
        restore_database = of_postgresql("restore").restore_database
        restored: Restored = restore_database(config.database_url, mark, published, os.urandom, now_us, carry)
        return restored
    return restore(config.data_dir, mark, published, os.urandom, now_us, carry)
