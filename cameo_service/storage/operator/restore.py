"""Makes a new incarnation of a database that went back in time: what was narrowed since stays narrowed.

What was lost is known by its published leaves alone, and these say which people they are about and that they narrowed,
not how. So all people they are about are frozen until they look for themselves. Everything that was ever signed or
promised is void: the incarnation is new and every epoch higher than it can have been.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias
from uuid import UUID

from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.sqlite import connect
from cameo_service.storage.enrollments import Enrollments
from cameo_service.storage.history import read_high_water
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.statements import Statement, Transactional, adding, given
from cameo_service.storage.store import open_store
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.storage.written.expressions import rows_in, select, update
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError
from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from cameo_service.usecases.ports.history import Deployment, HighWater
from consent.history.leaf import owner_tag, parse_entry
from consent.identity import SubjectId
from consent.terms import SubjectState

REASON = "restored"
"""What the activity of a frozen owner says."""

AT_ONCE = 100
"""Enrollments whose keys are written in one transaction."""

_LEAVES, _DEPLOYMENT = rows_in("history_leaves"), rows_in("deployment")
_PEOPLE, _PAIRS = rows_in("subjects"), rows_in("pair_marks")

_FIRST_ENTRIES = Statement(select(_LEAVES.c.entry).order_by(_LEAVES.c.leaf_index).limit(given("most")))
_BEGIN = Statement(update(_DEPLOYMENT).values(incarnation=given("incarnation"), revision=given("revision")))
_RAISE_OWNERS = Statement(update(_PEOPLE).values(owner_epoch=_PEOPLE.c.owner_epoch + given("by")))
_RAISE_PAIRS = Statement(update(_PAIRS).values(epoch=given("epoch")))
_RAISE_EVERYTHING = Statement(update(_DEPLOYMENT).values(global_epoch=_DEPLOYMENT.c.global_epoch + given("by")))
_OWNERS_OF_LEAVES = Statement(select(_LEAVES.c.owner).distinct().where(_LEAVES.c.owner.is_not(None)))
_ADD_LEAF = adding(_LEAVES)
_NOT_IN_STATE = Statement(select(_PEOPLE.c.subject_id).where(_PEOPLE.c.state != given("state")))


Carry: TypeAlias = Callable[[EnrollmentRow, Sequence[Deployment]], EnrollmentRow]
"""Wraps an enrollment's keys for the last of the deployments; one of them had wrapped them. Raises SealBrokenError."""


class OtherHistoryError(StoreError):
    """The published history is not the one of this database: put the right one back."""


@dataclass(frozen=True, slots=True)
class Restored:
    """frozen, erased: people. lost: leaves that only the published history knew. is_gap: some are nowhere.

    carried, unopened: enrollments whose sealed items open again, and those that nothing opens.
    """

    high_water: HighWater
    frozen: int
    erased: int
    lost: int
    is_gap: bool
    carried: int
    unopened: int


def restore(
    directory: Path,
    mark: HighWater,
    published: Sequence[bytes],
    random_bytes: Callable[[int], bytes],
    now_us: int,
    carry: Carry,
) -> Restored:
    """Makes the new incarnation, in one transaction. No service may run on the directory.

    Args:
        directory: the data directory, as it came out of the backup.
        mark: the newest high-water mark of the deployment.
        published: every entry of the published history.
        random_bytes: gives that many unpredictable bytes.
        now_us: UTC microseconds.
        carry: wraps the keys of sealed items for the new incarnation, without which none opens.

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
        return restore_in(Databases(main, keys, salts), mark, published, random_bytes, now_us, carry)


class Databases(NamedTuple):
    """What a restore changes, opened for it alone."""

    main: Transactional
    keys: WrappedKeys
    salts: SubjectSalts


def restore_in(
    databases: Databases,
    mark: HighWater,
    published: Sequence[bytes],
    random_bytes: Callable[[int], bytes],
    now_us: int,
    carry: Carry,
) -> Restored:
    """See restore."""
    databases.main.begin_write()
    try:
        restored = _Restore(databases, random_bytes, carry).run(mark, published, now_us)
        databases.main.commit()
    except BaseException:
        databases.main.rollback()
        raise
    return restored


def _reached(mark: HighWater, published: int) -> HighWater:
    """How far the lost database had come at least. A mark that went back with the database knows less than the leaves,
    and each of these had a revision of its own at most.
    """
    beyond = max(0, published - mark.tree_size)
    return replace(mark, revision=mark.revision + beyond, tree_size=mark.tree_size + beyond)


class _Restore:
    def __init__(self, databases: Databases, random_bytes: Callable[[int], bytes], carry: Carry) -> None:
        self._random_bytes = random_bytes
        self._main, _, self._salts = databases
        self._transaction = StoredTransaction(*databases)
        self._carry = carry

    def run(self, mark: HighWater, published: Sequence[bytes], now_us: int) -> Restored:
        """Steps: 1 the same history, 2 incarnation and epochs, 3 erased people, 4 lost leaves, 5 frozen people,
        6 a lost freeze of everything, 7 keys.
        """
        here = read_high_water(self._main)
        self._require_same(here, mark, published)
        self._begin_incarnation(here, _reached(mark, len(published)))
        erased = self._erase_again(now_us)
        lost = dict(enumerate(published[here.tree_size :], here.tree_size))
        self._take_over(lost, mark.revision)
        is_gap = mark.tree_size > max(here.tree_size, len(published))
        frozen = self._everybody() if is_gap else self._narrowed(lost)
        for owner in frozen:
            self._freeze(owner, now_us)
        if is_gap or self._is_about(here.deployment_id, lost):
            self._transaction.everything.set_frozen(frozen=True)
        reached = read_high_water(self._main)
        carried, unopened = self._carry_over(here, reached.incarnation)
        return Restored(reached, len(frozen), len(erased), len(lost), is_gap, carried, unopened)

    def _require_same(self, here: HighWater, mark: HighWater, published: Sequence[bytes]) -> None:
        both = min(here.tree_size, len(published))
        rows = _FIRST_ENTRIES.all(self._main, most=both)
        if here.deployment_id != mark.deployment_id or [entry for (entry,) in rows] != list(published[:both]):
            raise OtherHistoryError(str(OtherHistoryError.__doc__))

    def _begin_incarnation(self, here: HighWater, mark: HighWater) -> None:
        """A lost revision raised an epoch by one at most for each line of a person's activity, so leaves bound it."""
        revision, incarnation = max(here.revision, mark.revision), max(here.incarnation, mark.incarnation) + 1
        _BEGIN.run(self._main, incarnation=incarnation, revision=revision)
        most_bumps = 1 + revision - here.revision + max(0, mark.tree_size - here.tree_size)
        _RAISE_OWNERS.run(self._main, by=most_bumps)
        # The epoch of a pair is a revision, so the newest that was ever reached is above every one that was lost.
        _RAISE_PAIRS.run(self._main, epoch=revision)
        _RAISE_EVERYTHING.run(self._main, by=most_bumps)

    def _erase_again(self, now_us: int) -> list[bytes]:
        """A person with leaves and no salt was erased after the backup was made; salts are in no backup of main.db.

        Their erasure is pending again: its record was lost, and with it whether a rotation had followed.
        """
        known = self._salts.all()
        gone = [owner for (owner,) in _OWNERS_OF_LEAVES.all(self._main) if owner not in known]
        for owner in gone:
            subject = SubjectId(UUID(bytes=owner))
            issuers = frozenset(issuer for issuer, _ in self._transaction.people.accounts_of(subject))
            self._transaction.erasures.wipe(subject, now_us)
            erasure_id = ErasureId(UUID(bytes=self._random_bytes(16)))
            self._transaction.erasures.put(ErasureRow(subject, erasure_id, now_us, takedowns=0, issuers=issuers))
        return gone

    def _take_over(self, lost: dict[int, bytes], revision: int) -> None:
        unknown = {"owner": None, "record": None, "revision": revision}
        _ADD_LEAF.many(self._main, [{"leaf_index": index, "entry": entry, **unknown} for index, entry in lost.items()])

    def _carry_over(self, here: HighWater, incarnation: int) -> tuple[int, int]:
        """Keys are on the disk before the new incarnation is: after a crash the next restore finds some carried.

        A keys.db that was not lost may be of any incarnation in between.
        """
        lives = [Deployment(here.deployment_id, number) for number in range(here.incarnation, incarnation + 1)]
        enrolled = sorted(Enrollments(self._transaction).living())
        unopened = 0
        for start in range(0, len(enrolled), AT_ONCE):
            found = [self._carried(subject, lives) for subject, _ in enrolled[start : start + AT_ONCE]]
            self._transaction.keys.put(*[row for row in found if row is not None])
            unopened += found.count(None)
        return len(enrolled) - unopened, unopened

    def _carried(self, subject: bytes, lives: Sequence[Deployment]) -> EnrollmentRow | None:
        """None where nothing opens it."""
        try:
            row = self._transaction.enrollments.of(SubjectId(UUID(bytes=subject)))
            return row and self._carry(row, lives)
        except SealBrokenError:
            return None

    def _narrowed(self, lost: dict[int, bytes]) -> list[bytes]:
        """The people in the database that a lost narrowing leaf is about."""
        narrowing = _narrowing(lost)
        living, salts = set(self._everybody()), self._salts.all()
        return [owner for owner, salt in salts.items() if owner in living and _has_one(salt, narrowing)]

    def _is_about(self, deployment_id: bytes, lost: dict[int, bytes]) -> bool:
        """Whether a freeze of everything was lost."""
        salt = self._salts.of(deployment_id)
        return salt is not None and _has_one(salt, _narrowing(lost))

    def _everybody(self) -> list[bytes]:
        return [owner for (owner,) in _NOT_IN_STATE.all(self._main, state=SubjectState.ERASED.value)]

    def _freeze(self, subject: bytes, now_us: int) -> None:
        owner = SubjectId(UUID(bytes=subject))
        self._transaction.people.set_frozen(owner, frozen=True)
        self._transaction.epochs.bump_owner(owner)
        revision = self._transaction.next_revision()
        row = ActivityRow(owner, revision, now_us, ActivityKind.FROZEN, None, "", REASON, 1)
        self._transaction.activity.record(row)


def _narrowing(lost: dict[int, bytes]) -> dict[int, bytes]:
    """The people that the lost narrowing leaves are about, as their tags say it."""
    entries = {index: parse_entry(entry) for index, entry in lost.items()}
    return {index: entry.tag for index, entry in entries.items() if entry.is_narrowing}


def _has_one(salt: bytes, tags: dict[int, bytes]) -> bool:
    return any(owner_tag(salt, index) == tag for index, tag in tags.items())
