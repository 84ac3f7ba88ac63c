"""A backup is proved by restoring it: into a scratch folder, with the ring that would open it, to the last sealed item.

Nothing of the deployment is changed, and a service may run on it meanwhile.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from cameo_client.errors import HistoryError
from cameo_service.history.audit import LeafAudit
from cameo_service.history.errors import MarkUnreadableError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.witness import look
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.sqlite import connect, is_sound
from cameo_service.storage.enrollments import Enrollments
from cameo_service.storage.operator.audit import audit_snapshot
from cameo_service.storage.operator.backup import Backup, place
from cameo_service.storage.operator.restore import Carry, Restored, restore
from cameo_service.storage.operator.schema import DATABASES
from cameo_service.storage.store import open_store
from cameo_service.storage.transaction import StoredSnapshot
from cameo_service.usecases.ports.enrollment import SealBrokenError
from cameo_service.usecases.ports.history import HighWater
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring import KeyRing
from cameo_service.vault.key_ring_file import KeyRingFile
from consent.history.findings import findings
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a backup. said: what is wrong; empty where it holds."""

    name: str
    said: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.said


@dataclass(slots=True)
class Rehearsal:
    """What a restore of a backup brings.

    Attributes:
        checks: in the order in which they were made; after one that stops the rehearsal there are no more.
        items: sealed items that were opened, under the backup's incarnation and again under the new one.
        backup: what its manifest says.
        restored: what a restore of now would tell.
    """

    checks: list[Check] = field(default_factory=list)
    items: int = 0
    backup: Backup | None = None
    restored: Restored | None = None

    @property
    def holds(self) -> bool:
        """Whether the backup can be relied on."""
        return self.restored is not None and all(check.holds for check in self.checks)


def carrier(ring: KeyRing) -> Carry:
    """What wraps the keys of a restored enrollment for its new incarnation."""
    return lambda row, lives: EnvelopeVault(lambda: ring, lives[-1], os.urandom).carried_over(row, lives)


def published_entries(folder: HistoryFolder) -> list[bytes]:
    """Every published entry, verified as a witness verifies it. Raises HistoryError."""
    if folder.files.checkpoint() is None:
        return []
    return folder.files.all_entries(look(folder.files, folder.signer.verifier, None).head.size)


def rehearse(backup: Path, ring: Path, history: Path, now_us: int) -> Rehearsal:
    """Restores a backup into a scratch folder as if the databases were lost now, and opens every sealed item.

    Args:
        backup: folder made by `cameo backup`.
        ring: the key ring file that would be at hand.
        history: the history folder. Where it is not there, nothing later than the backup is known.
        now_us: UTC microseconds.
    """
    found = Rehearsal()
    with TemporaryDirectory(prefix="cameo-rehearsal-") as scratch:
        data = Path(scratch) / "data"
        try:
            for check in _checks(found, backup, KeyRingFile(ring, data), history, data, now_us):
                found.checks.append(check)
        except (StoreError, HistoryError, KeyRingError) as error:
            found.checks.append(Check("restore", str(error)))
        except (sqlite3.Error, OSError) as error:
            found.checks.append(Check("restore", f"The scratch folder cannot be used: {error}"))
    return found


def _checks(
    found: Rehearsal, backup: Path, ring_file: KeyRingFile, history: Path, data: Path, now_us: int
) -> Iterator[Check]:
    """Steps: 1 the files, 2 the ring, 3 the databases, 4 what is sealed, 5 the history, 6 the restore itself."""
    data.mkdir(mode=0o700)
    found.backup = place(backup, data).backup
    yield Check("files")
    ring = ring_file.load()
    lost = set(found.backup.key_versions) - {key.version for key in ring.encryption_keys}
    yield Check("ring.complete", "The ring lacks a key that sealed something here: use a newer ring." if lost else "")
    yield Check("databases.sound", "" if _is_sound(data) else "A database of the backup is damaged: use another one.")
    found.items, closed = _opened(data, ring)
    yield Check("sealed", f"{closed} people have something sealed that does not open with this ring." if closed else "")
    mark, published = _survived(history, data, ring, found.backup.mark)
    yield Check("history", _lies(data, published))
    found.restored = restore(data, mark, published, os.urandom, now_us, carrier(ring))
    again, _ = _opened(data, ring)
    yield Check("restore", "" if again == found.items else "Not everything opens after the restore.")


def _is_sound(directory: Path) -> bool:
    sound = []
    for name in DATABASES:
        with closing(connect(directory / name)) as connection:
            sound.append(is_sound(connection))
    return all(sound)


def _opened(directory: Path, ring: KeyRing) -> tuple[int, int]:
    """How many sealed items open, all of them tried, and of how many people one does not."""
    opened = closed = 0
    with closing(open_store(directory, os.urandom)) as store:
        vault = EnvelopeVault(lambda: ring, store.deployment(), os.urandom)
        with store.read() as snapshot:
            for subject, _ in Enrollments(snapshot).living():
                try:
                    opened += _opened_of(snapshot, SubjectId(UUID(bytes=subject)), vault)
                except SealBrokenError:
                    closed += 1
    return opened, closed


def _opened_of(snapshot: StoredSnapshot, person: SubjectId, vault: EnvelopeVault) -> int:
    row = snapshot.enrollments.of(person)
    if row is None:
        return 0
    for item in row.sealed:
        vault.open(person, row.enrollment_id, row.version, item)
    return len(row.sealed)


def _survived(history: Path, data: Path, ring: KeyRing, mark: HighWater) -> tuple[HighWater, list[bytes]]:
    """The newest mark and every published entry; without a history folder, what the backup itself knows."""
    if history.is_dir():
        folder = HistoryFolder(history, data, ring.token_secret)
        newest = folder.mark.read()
        if newest is None:
            raise MarkUnreadableError(str(MarkUnreadableError.__doc__))
        return newest, published_entries(folder)
    with audit_snapshot(data) as snapshot:
        return mark, [leaf.entry for leaf in snapshot.leaves()]


def _lies(data: Path, published: list[bytes]) -> str:
    """What an audit of the restored databases finds, against the part of the history that they can know."""
    with audit_snapshot(data) as snapshot:
        known = published[: snapshot.entries.high_water().tree_size]
        leaves = LeafAudit(known, snapshot.salts, snapshot.deployment_id, snapshot.incarnation)
        leaves.read(snapshot.leaves())
        wrong = len([*leaves.findings, *findings(leaves.said, snapshot.kept())])
    return f"{wrong} rows differ from the history: restore, then `cameo audit` names them." if wrong else ""
