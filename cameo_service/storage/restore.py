"""Makes a new incarnation of a database that went back in time: what was narrowed since stays narrowed.

What was lost is known by its published leaves alone, and these say whom they are about and that they narrowed, not how.
So everybody they are about is frozen until they look for themselves. Everything that was ever signed or promised is
void: the incarnation is new and every epoch higher than it can have been.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cameo_service.storage.errors import StoreError
from cameo_service.storage.history_reader import read_high_water
from cameo_service.storage.sqlite import BEGIN_WRITE, connect
from cameo_service.storage.store import open_store
from cameo_service.storage.subject_salts import SubjectSalts
from cameo_service.storage.transaction import SqliteTransaction
from cameo_service.storage.wrapped_keys import WrappedKeys
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.activity_kind import ActivityKind
from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from cameo_service.usecases.ports.history import HighWater
from consent.history.leaf import owner_tag, parse_entry
from consent.identity import SubjectId
from consent.terms import SubjectState

REASON = "restored"
"""What the activity of a frozen owner says."""


class OtherHistoryError(StoreError):
    """The published history is not the one of this database: put the right one back."""


@dataclass(frozen=True, slots=True)
class Restored:
    """frozen, erased: people. lost: leaves that only the published history knew. is_gap: some are nowhere."""

    high_water: HighWater
    frozen: int
    erased: int
    lost: int
    is_gap: bool


def restore(
    directory: Path,
    mark: HighWater,
    published: Sequence[bytes],
    random_bytes: Callable[[int], bytes],
    now_us: int,
) -> Restored:
    """Makes the new incarnation, in one transaction. No service may run on the directory.

    Args:
        directory: the data directory, as it came out of the backup.
        mark: the newest high-water mark of the deployment.
        published: every entry of the published history.
        random_bytes: gives that many unpredictable bytes.
        now_us: UTC microseconds.

    Raises:
        OtherHistoryError: mark or history belong to another database.
        StoreError: see open_store.
    """
    open_store(directory, random_bytes).close()
    with (
        closing(connect(directory / "main.db")) as main,
        closing(WrappedKeys(connect(directory / "keys.db"))) as keys,
        closing(SubjectSalts(connect(directory / "keys.db"), random_bytes)) as salts,
    ):
        main.execute(BEGIN_WRITE)
        restored = _Restore(main, SqliteTransaction(main, keys, salts), salts, random_bytes).run(
            mark, published, now_us
        )
        main.execute("COMMIT")
    return restored


class _Restore:
    def __init__(
        self,
        main: sqlite3.Connection,
        transaction: SqliteTransaction,
        salts: SubjectSalts,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._random_bytes = random_bytes
        self._main = main
        self._transaction = transaction
        self._salts = salts

    def run(self, mark: HighWater, published: Sequence[bytes], now_us: int) -> Restored:
        """Steps: 1 the same history, 2 incarnation and epochs, 3 erased people, 4 lost leaves, 5 frozen people,
        6 a lost freeze of everything.
        """
        here = read_high_water(self._main)
        self._require_same(here, mark, published)
        self._begin_incarnation(here, mark)
        erased = self._erase_again(now_us)
        lost = dict(enumerate(published[here.tree_size :], here.tree_size))
        self._take_over(lost, mark.revision)
        is_gap = mark.tree_size > max(here.tree_size, len(published))
        frozen = self._everybody() if is_gap else self._narrowed(lost)
        for owner in frozen:
            self._freeze(owner, now_us)
        if is_gap or self._is_about(here.deployment_id, lost):
            self._transaction.set_everything_frozen(frozen=True)
        return Restored(read_high_water(self._main), len(frozen), len(erased), len(lost), is_gap)

    def _require_same(self, here: HighWater, mark: HighWater, published: Sequence[bytes]) -> None:
        both = min(here.tree_size, len(published))
        rows = self._main.execute("SELECT entry FROM history_leaves ORDER BY leaf_index LIMIT ?", (both,))
        if here.deployment_id != mark.deployment_id or [entry for (entry,) in rows] != list(published[:both]):
            raise OtherHistoryError(str(OtherHistoryError.__doc__))

    def _begin_incarnation(self, here: HighWater, mark: HighWater) -> None:
        """A lost revision raised an epoch by one at most for each line of somebody's activity, so leaves bound it."""
        revision, incarnation = max(here.revision, mark.revision), max(here.incarnation, mark.incarnation) + 1
        self._main.execute("UPDATE deployment SET incarnation = ?, revision = ?", (incarnation, revision))
        most_bumps = 1 + revision - here.revision + max(0, mark.tree_size - here.tree_size)
        self._main.execute("UPDATE subjects SET owner_epoch = owner_epoch + ?", (most_bumps,))
        # The epoch of a pair is a revision, so the newest that was ever reached is above every one that was lost.
        self._main.execute("UPDATE pair_marks SET epoch = ?", (revision,))
        self._main.execute("UPDATE deployment SET global_epoch = global_epoch + ?", (most_bumps,))

    def _erase_again(self, now_us: int) -> list[bytes]:
        """Whoever has leaves and no salt was erased after the backup was made; salts are in no backup of main.db.

        Their erasure is pending again: its record was lost, and with it whether a rotation had followed.
        """
        owners = self._main.execute("SELECT DISTINCT owner FROM history_leaves WHERE owner IS NOT NULL").fetchall()
        known = self._salts.all()
        gone = [owner for (owner,) in owners if owner not in known]
        for owner in gone:
            subject = SubjectId(UUID(bytes=owner))
            self._transaction.wipe_subject(subject, now_us)
            erasure_id = ErasureId(UUID(bytes=self._random_bytes(16)))
            self._transaction.put_erasure(ErasureRow(subject, erasure_id, now_us, takedowns=0))
        return gone

    def _take_over(self, lost: dict[int, bytes], revision: int) -> None:
        self._main.executemany(
            "INSERT INTO history_leaves (leaf_index, revision, entry) VALUES (?, ?, ?)",
            [(index, revision, entry) for index, entry in lost.items()],
        )

    def _narrowed(self, lost: dict[int, bytes]) -> list[bytes]:
        """Everybody whom a lost narrowing leaf is about and who is in the database."""
        narrowing = _narrowing(lost)
        living, salts = set(self._everybody()), self._salts.all()
        return [owner for owner, salt in salts.items() if owner in living and _has_one(salt, narrowing)]

    def _is_about(self, deployment_id: bytes, lost: dict[int, bytes]) -> bool:
        """Whether a freeze of everything was lost."""
        salt = self._salts.of(deployment_id)
        return salt is not None and _has_one(salt, _narrowing(lost))

    def _everybody(self) -> list[bytes]:
        statement = "SELECT subject_id FROM subjects WHERE state <> ?"
        return [owner for (owner,) in self._main.execute(statement, (SubjectState.ERASED.value,)).fetchall()]

    def _freeze(self, subject: bytes, now_us: int) -> None:
        owner = SubjectId(UUID(bytes=subject))
        self._transaction.set_frozen(owner, frozen=True)
        self._transaction.bump_owner_epoch(owner)
        revision = self._transaction.next_revision()
        row = ActivityRow(owner, revision, now_us, ActivityKind.FROZEN, None, "", REASON, 1)
        self._transaction.record_activity(row)


def _narrowing(lost: dict[int, bytes]) -> dict[int, bytes]:
    """Whom the lost narrowing leaves are about, as their tags say it."""
    entries = {index: parse_entry(entry) for index, entry in lost.items()}
    return {index: entry.tag for index, entry in entries.items() if entry.is_narrowing}


def _has_one(salt: bytes, tags: dict[int, bytes]) -> bool:
    return any(owner_tag(salt, index) == tag for index, tag in tags.items())
