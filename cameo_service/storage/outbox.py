"""Events in the order of commits, and how far they were swept, forgotten and posted.

Decides nothing about who may read which. `outbox_tail.py` reads them in a process that holds nothing else.
"""

from typing import Any, NamedTuple
from uuid import UUID

from cameo_service.storage.statements import Connection, Statement, adding_once, given
from cameo_service.storage.tables.values import ANY_PROVIDER
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import (
    delete,
    func,
    literal,
    null,
    rows_in,
    select,
    tuple_,
    union_all,
    update,
)
from cameo_service.usecases.acting.events import event_row
from cameo_service.usecases.ports.events import EventRow, Expired, Position
from consent.identity import GrantId, SubjectId

_EVENTS, _MARKS = rows_in("outbox"), rows_in("outbox_marks")
_GRANTS, _GROUP_GRANTS, _BLOCKS = rows_in("grants"), rows_in("group_grants"), rows_in("blocks")

_AFTER = Statement(
    select(_EVENTS.c.owner, _EVENTS.c.revision, _EVENTS.c.seq, _EVENTS.c.kind, _EVENTS.c.body, _EVENTS.c.created_us)
    .where(tuple_(_EVENTS.c.revision, _EVENTS.c.seq) > tuple_(given("revision"), given("seq")))
    .order_by(_EVENTS.c.revision, _EVENTS.c.seq)
    .limit(given("limit"))
)
_IS_OLD = (_EVENTS.c.created_us > 0) & (_EVENTS.c.created_us <= given("until_us"))
_ANY_OLD = Statement(select(_EVENTS.c.revision).where(_IS_OLD).limit(1))
_NEWEST_OLD = Statement(select(func.max(_EVENTS.c.revision)).where(_IS_OLD))
_FORGET = Statement(delete(_EVENTS).where(_EVENTS.c.revision <= given("until")))

_MARKED = Statement(
    select(
        _MARKS.c.swept_us,
        _MARKS.c.forgotten_revision,
        _MARKS.c.posted_revision,
        _MARKS.c.posted_seq,
        _MARKS.c.refusals_told_us,
    )
)
_FIRST_MARKS = adding_once(_MARKS)
_SET_SWEPT = Statement(update(_MARKS).values(swept_us=given("swept_us")))
_SET_TOLD = Statement(update(_MARKS).values(refusals_told_us=given("refusals_told_us")))
_SET_POSTED = Statement(update(_MARKS).values(posted_revision=given("revision"), posted_seq=given("seq")))
_SET_FORGOTTEN = Statement(update(_MARKS).values(forgotten_revision=given("revision")))


def _ends_between(table: Any) -> Any:
    return (table.c.expires_us > given("after_us")) & (table.c.expires_us <= given("until_us"))


_ENDING_GRANTS = select(
    _GRANTS.c.owner, _GRANTS.c.grantee, _GRANTS.c.grant_id, _GRANTS.c.provider, _GRANTS.c.expires_us
).where(_ends_between(_GRANTS))
_ENDING_GROUP_GRANTS = select(
    _GROUP_GRANTS.c.owner,
    null(),
    _GROUP_GRANTS.c.grant_id,
    _GROUP_GRANTS.c.provider,
    _GROUP_GRANTS.c.expires_us,
).where(_ends_between(_GROUP_GRANTS))
_ENDING_BLOCKS = select(_BLOCKS.c.owner, _BLOCKS.c.actor, null(), literal(ANY_PROVIDER), _BLOCKS.c.expires_us).where(
    _ends_between(_BLOCKS)
)
_EXPIRED = Statement(union_all(_ENDING_GRANTS, _ENDING_GROUP_GRANTS, _ENDING_BLOCKS))
_EXPIRING = Statement(_ENDING_GRANTS.where(_GRANTS.c.created_us < _GRANTS.c.expires_us - given("lead_us")))


class Marks(NamedTuple):
    """How far events were handled; see OutboxMarksTable."""

    swept_us: int
    forgotten_revision: int
    posted_revision: int
    posted_seq: int
    refusals_told_us: int | None


class Events:
    """See ports.events.EventWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def after(self, position: Position, limit: int) -> tuple[EventRow, ...]:
        """The first events after a position."""
        return _read_events(self._unit.connection, position, limit)

    def forgotten_revision(self) -> int:
        """The newest revision of which events may be gone."""
        return _read_marks(self._unit.connection).forgotten_revision

    def swept_us(self) -> int:
        """Until when expiries were told."""
        return _read_marks(self._unit.connection).swept_us

    def posted(self) -> Position:
        """The last event that the app took."""
        marks = _read_marks(self._unit.connection)
        return Position(marks.posted_revision, marks.posted_seq)

    def refusals_told_us(self) -> int:
        """Until when refused attempts were told."""
        return _read_marks(self._unit.connection).refusals_told_us or 0

    def expired(self, after_us: int, until_us: int) -> tuple[Expired, ...]:
        """Grants and blocks that time ended in between, by the indexes on their expiry."""
        return _in_order(_EXPIRED.all(self._unit.connection, after_us=after_us, until_us=until_us))

    def expiring(self, after_us: int, until_us: int, lead_us: int) -> tuple[Expired, ...]:
        """Grants that end in that time and lived longer than the lead before it."""
        given_times = {"after_us": after_us, "until_us": until_us, "lead_us": lead_us}
        return _in_order(_EXPIRING.all(self._unit.connection, **given_times))

    def has_until(self, until_us: int) -> bool:
        """Whether some event is as old as that."""
        return _ANY_OLD.one(self._unit.connection, until_us=until_us) is not None

    def emit(self, owner: SubjectId, kind: str, body: bytes, now_us: int) -> None:
        """Appends an event under this transaction's revision."""
        self._unit.emit(owner, kind, body, now_us)

    def set_swept(self, now_us: int) -> None:
        """Expiries until then are told."""
        self._mark(_SET_SWEPT, swept_us=now_us)

    def set_refusals_told(self, now_us: int) -> None:
        """Refused attempts until then are told."""
        self._mark(_SET_TOLD, refusals_told_us=now_us)

    def set_posted(self, position: Position) -> None:
        """The app took every event up to there."""
        self._mark(_SET_POSTED, revision=position.revision, seq=position.seq)

    def forget(self, until_us: int) -> None:
        """Deletes every revision up to the newest that has an event as old as that."""
        (revision,) = _NEWEST_OLD.one(self._unit.connection, until_us=until_us)
        if revision is not None:
            _FORGET.run(self._unit.connection, until=revision)
            self._mark(_SET_FORGOTTEN, revision=revision)

    def _mark(self, statement: Statement, **values: int) -> None:
        """Changes the one row of marks, making it at first."""
        _FIRST_MARKS.run(self._unit.connection, only=1, **_NO_MARKS._asdict())
        statement.run(self._unit.connection, **values)


_NO_MARKS = Marks(0, 0, 0, 0, None)


def _read_events(connection: Connection, after: Position, limit: int) -> tuple[EventRow, ...]:
    rows = _AFTER.all(connection, revision=after.revision, seq=after.seq, limit=limit)
    return tuple(
        event_row(SubjectId(UUID(bytes=owner)), Position(revision, seq), kind, body, created_us)
        for owner, revision, seq, kind, body, created_us in rows
    )


def _read_marks(connection: Connection) -> Marks:
    """Zeros before anything was handled."""
    return Marks(*(_MARKED.one(connection) or _NO_MARKS))


def _in_order(rows: list[Any]) -> tuple[Expired, ...]:
    """By time, owner and holder; what a group or all the world held comes first. Databases place NULL differently."""
    rows.sort(key=lambda row: (row[4], row[0], row[1] or b""))
    return tuple(_expired(*row) for row in rows)


def _expired(owner: bytes, actor: bytes | None, grant_id: bytes | None, provider: str, expires_us: int) -> Expired:
    return Expired(
        owner=SubjectId(UUID(bytes=owner)),
        actor=None if actor is None else SubjectId(UUID(bytes=actor)),
        grant_id=None if grant_id is None else GrantId(UUID(bytes=grant_id)),
        provider=provider,
        expires_us=expires_us,
    )
