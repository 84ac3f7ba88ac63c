"""What operators do to a deployment beside its services: audits, restores, counts, on the engine that it is stored on.

Apart from `wiring.storage`, which every start loads.
"""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager

from cameo_service.config import ServiceConfig
from cameo_service.storage.operator import audit as audit_of_files
from cameo_service.storage.operator.audit import AuditSnapshot
from cameo_service.storage.operator.restore import Carry, Restored, restore
from cameo_service.storage.operator.sealed_packs import Progress, progress_of_files
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


def net_progress(config: ServiceConfig, pack: str, nets: str) -> Progress:
    """How far people have moved to the nets in use. Services may run.

    Raises:
        StoreError: there is no database, or it cannot be reached.
    """
    if config.database_url:
        counted: Progress = of_postgresql("audit").net_progress(config.database_url, pack, nets)
        return counted
    return progress_of_files(config.data_dir, pack, nets)
