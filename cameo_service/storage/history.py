"""The history in the database: leaves are appended inside the act that they are about, and read apart from it.

The tree that is published from them is `cameo_service/history`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Self
from uuid import UUID

from cameo_service.storage.engines.sqlite import connect, connect_reader
from cameo_service.storage.keys import SubjectSalts
from cameo_service.storage.statements import Connection, Statement, Transactional, adding, given, same
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import and_, func, rows_in, select, update
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.history import HighWater, LeafRow, SessionRecord
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.history.leaf import entry_for, leaf_salt
from consent.history.leaf_record import GrantInForce, LeafRecord, spelled_id
from consent.identity import EnrollmentId, SubjectId
from consent.terms import Audience, SubjectState

_LEAVES, _DEPLOYMENT, _SESSIONS = rows_in("history_leaves"), rows_in("deployment"), rows_in("sessions")
_PEOPLE, _MARKS, _GRANTS = rows_in("subjects"), rows_in("pair_marks"), rows_in("grants")

_SIZE = select(func.coalesce(func.max(_LEAVES.c.leaf_index) + 1, 0))
_NEXT_INDEX = Statement(_SIZE)
"""Also the size of the tree. Writers stand in line, so index order is the order of commits."""

_ADD = adding(_LEAVES)
_UNLINK = Statement(update(_LEAVES).values(owner=None, record=None).where(_LEAVES.c.owner == given("subject")))
_HIGH_WATER = Statement(
    select(_DEPLOYMENT.c.deployment_id, _DEPLOYMENT.c.incarnation, _DEPLOYMENT.c.revision, _SIZE.scalar_subquery())
)
_BRAKE = Statement(select(_DEPLOYMENT.c.deployment_id, _DEPLOYMENT.c.frozen, _DEPLOYMENT.c.global_epoch))
_OWNER = Statement(
    select(
        _PEOPLE.c.audience,
        _PEOPLE.c.frozen,
        _PEOPLE.c.owner_epoch,
        func.coalesce(func.max(_MARKS.c.epoch), 0),
        _PEOPLE.c.state,
    )
    .outerjoin(_MARKS, and_(_MARKS.c.owner == _PEOPLE.c.subject_id, _MARKS.c.actor == given("actor")))
    .where(*same(_PEOPLE, "subject_id"))
    .group_by(_PEOPLE.c.subject_id)
)
_IN_FORCE = Statement(
    select(
        _GRANTS.c.grant_id,
        _GRANTS.c.modalities,
        _GRANTS.c.uses,
        _GRANTS.c.expires_us,
        _GRANTS.c.provider,
        _GRANTS.c.asks_each_time,
    )
    .where(*same(_GRANTS, "owner", "grantee"))
    .order_by(_GRANTS.c.provider)
)
_ENTRIES = Statement(
    select(_LEAVES.c.entry)
    .where(_LEAVES.c.leaf_index >= given("start"))
    .order_by(_LEAVES.c.leaf_index)
    .limit(given("most"))
)
_OF_OWNER = (
    select(_LEAVES.c.leaf_index, _LEAVES.c.entry, _LEAVES.c.record)
    .where(*same(_LEAVES, "owner"))
    .order_by(_LEAVES.c.leaf_index)
)
_WRITTEN_AT = Statement(_OF_OWNER.where(*same(_LEAVES, "revision")))
_ABOUT = Statement(_OF_OWNER.where(_LEAVES.c.leaf_index >= given("start")).limit(given("most")))
_SESSIONS_OF = Statement(
    select(
        _SESSIONS.c.session_id,
        _SESSIONS.c.state,
        _SESSIONS.c.created_us,
        _SESSIONS.c.purposes,
        _SESSIONS.c.consent_record,
        _SESSIONS.c.record,
    )
    .where(*same(_SESSIONS, "subject_id"))
    .order_by(_SESSIONS.c.created_us, _SESSIONS.c.session_id)
)


def read_high_water(connection: Connection) -> HighWater:
    """How far this database has come, as this connection sees it."""
    return HighWater(*_HIGH_WATER.one(connection))


class StoredEntries:
    """Entries as one connection sees them. See ports.history.Entries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def high_water(self) -> HighWater:
        """How far the database has come."""
        return read_high_water(self._connection)

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        """Entries in order."""
        return tuple(entry for (entry,) in _ENTRIES.all(self._connection, start=start, most=most))


def append_leaf(unit: Unit, row: ActivityRow) -> None:
    """Writes the leaf about `row`, with what is in force between owner and actor now. Call it last in an act.

    Nothing is written about an erased person: no new leaf may be theirs.

    Raises:
        UnknownSubjectError: the owner does not exist.
    """
    owner = row.owner.bytes
    record = _record(unit, row)
    if record is not None:
        _append(unit, unit.salts.ensure(owner), owner, record)


@dataclass(frozen=True, slots=True)
class EverythingRow:
    """An operator's act about everything at once. service_id: the operator's service."""

    revision: int
    at_us: int
    kind: str
    service_id: str
    reason: str


def append_leaf_of_everything(unit: Unit, row: EverythingRow) -> None:
    """Writes a leaf about everything. It has no owner: its salt is the deployment's."""
    deployment, frozen, epoch = _BRAKE.one(unit.connection)
    record = LeafRecord(
        revision=row.revision,
        at_us=row.at_us,
        kind=row.kind,
        owner=str(UUID(bytes=deployment)),
        actor="",
        provider=row.service_id,
        reason=row.reason,
        count=1,
        audience="",
        is_frozen=bool(frozen),
        owner_epoch=epoch,
        pair_epoch=0,
        grants=(),
    )
    _append(unit, unit.salts.ensure(deployment), None, record)


def unlink_leaves(unit: Unit, owner: SubjectId) -> None:
    """Unlinks the owner's leaves from the owner, irreversibly once this commits. The entries stay, and so the tree."""
    _UNLINK.run(unit.connection, subject=owner.bytes)
    unit.unlinked.append(owner.bytes)


def _append(unit: Unit, salt: bytes, owner: bytes | None, record: LeafRecord) -> None:
    (index,) = _NEXT_INDEX.one(unit.connection)
    text = record.to_bytes()
    entry = entry_for(salt, index, text, is_narrowing=unit.is_narrowing)
    _ADD.run(
        unit.connection, leaf_index=index, owner=owner, revision=record.revision, entry=entry.packed(), record=text
    )


def _record(unit: Unit, row: ActivityRow) -> LeafRecord | None:
    owner, actor = row.owner.bytes, row.actor.bytes if row.actor else b""
    known = _OWNER.one(unit.connection, actor=actor, subject_id=owner)
    if known is None:
        raise UnknownSubjectError("no such subject: ensure it first")
    audience, frozen, owner_epoch, pair_epoch, state = known
    if state == SubjectState.ERASED.value:
        return None
    grants = _IN_FORCE.all(unit.connection, owner=owner, grantee=actor) if actor else []
    return LeafRecord(
        revision=row.revision,
        at_us=row.at_us,
        kind=row.kind,
        owner=str(row.owner),
        actor=str(row.actor or ""),
        provider=row.provider,
        reason=row.reason,
        count=row.count,
        audience=Audience(audience).name,
        is_frozen=bool(frozen),
        owner_epoch=owner_epoch,
        pair_epoch=pair_epoch,
        grants=tuple(grant_in_force(*grant) for grant in grants),
    )


def grant_in_force(
    grant_id: bytes, modalities: str, uses: str, expires_us: int | None, provider: str, asks: int
) -> GrantInForce:
    """A row of grants as a leaf spells it."""
    names = (tuple(modalities.split(",")), tuple(uses.split(",")))  # both are stored sorted
    return GrantInForce(spelled_id(grant_id), *names, expires_us, provider, bool(asks))


class HistoryReader:
    """See ports.history.Leaves and ports.history.Sessions. Any thread may use it."""

    def __init__(self, connection: Transactional, salts: SubjectSalts) -> None:
        self._connection, self._salts = connection, salts
        self._entries = StoredEntries(connection)
        self._lock = Lock()

    @classmethod
    def of_directory(cls, directory: Path, random_bytes: Callable[[int], bytes]) -> Self:
        """Of the databases of a data directory."""
        salts = SubjectSalts(connect(directory / "keys.db"), random_bytes)
        return cls(connect_reader(directory / "main.db"), salts)

    def high_water(self) -> HighWater:
        """How far the database has come."""
        with self._lock:
            return self._entries.high_water()

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        """Entries in order."""
        with self._lock:
            return self._entries.entries(start, most)

    def written_at(self, owner: SubjectId, revision: int) -> tuple[LeafRow, ...]:
        """Leaves of one revision about one owner."""
        return self._rows(owner, _WRITTEN_AT, revision=revision)

    def about(self, owner: SubjectId, start: int, most: int) -> tuple[LeafRow, ...]:
        """Leaves about one owner."""
        return self._rows(owner, _ABOUT, start=start, most=most)

    def sessions_of(self, subject: SubjectId) -> tuple[SessionRecord, ...]:
        """Enrollment sessions of one subject. Reads the whole table: exports are rare."""
        with self._lock:
            rows = _SESSIONS_OF.all(self._connection, subject_id=subject.bytes)
        return tuple(SessionRecord(EnrollmentId(UUID(bytes=session_id)), *rest) for session_id, *rest in rows)

    def close(self) -> None:
        """Closes the connections."""
        with self._lock:
            self._connection.close()
        self._salts.close()

    def _rows(self, owner: SubjectId, statement: Statement, **values: Any) -> tuple[LeafRow, ...]:
        salt = self._salts.of(owner.bytes)
        with self._lock:
            rows = statement.all(self._connection, owner=owner.bytes, **values)
        if salt is None:  # erased between the two reads
            return ()
        return tuple(LeafRow(index, entry, leaf_salt(salt, index), record) for index, entry, record in rows)
