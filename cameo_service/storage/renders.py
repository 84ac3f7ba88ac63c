"""Renders from lease to publication, spent render grants, and orders to take outputs down."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.statements import Statement, adding_once, any_given, given, putting, same
from cameo_service.storage.tables.values import NOBODY, subject_bytes, subject_or_none
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import literal, rows_in, select, union
from cameo_service.usecases.ports.renders import RenderRow, TakedownId, TakedownRow
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.render_lease import Removal

_RENDERS, _TAKEDOWNS = rows_in("renders"), rows_in("takedowns")
_SPENT, _REMOVED = rows_in("spent_grants"), rows_in("removed_outputs")
_IS_COMMITTED = _RENDERS.c.drafted_us.is_not(None)
_IS_OPEN = _TAKEDOWNS.c.acknowledged_us.is_(None)

_PUT = putting(_RENDERS, keeping=("grant_id", "requester", "provider", "opened_us"))
_SPEND = adding_once(_SPENT)
_UNDER = Statement(
    select(_RENDERS)
    .where(*same(_RENDERS, "render_grant_id"), _RENDERS.c.owner.in_(any_given("owners")))
    .order_by(_RENDERS.c.owner)
)
_WITH_OUTPUT = Statement(
    select(_RENDERS).where(*same(_RENDERS, "output_sha256")).order_by(_RENDERS.c.owner, _RENDERS.c.render_grant_id)
)
_ORDERED_DOWN_BY = Statement(
    union(
        select(_RENDERS.c.owner).where(*same(_RENDERS, "output_sha256"), _RENDERS.c.removal != Removal.NONE.value),
        select(literal(NOBODY)).where(*same(_REMOVED, "output_sha256")),
    )
)
_COMMITTED = (
    select(_RENDERS)
    .where(*same(_RENDERS, "owner"), _IS_COMMITTED)
    .order_by(_RENDERS.c.drafted_us.desc(), _RENDERS.c.render_grant_id.desc())
)
_APPEARANCES = Statement(_COMMITTED.limit(given("limit")))
_APPEARANCES_BY = Statement(_COMMITTED.where(*same(_RENDERS, "requester")))
_ALL_APPEARANCES = Statement(_COMMITTED)
_ORDER_COLUMNS = [
    _TAKEDOWNS.c[column]
    for column in (
        "owner",
        "takedown_id",
        "render_grant_id",
        "removal",
        "ordered_us",
        "due_us",
        "tell_us",
        "acknowledged_us",
    )
]
_PUT_ORDER = putting(_TAKEDOWNS, keeping=("render_grant_id", "removal", "ordered_us", "due_us"))
_ORDER = Statement(select(*_ORDER_COLUMNS).where(*same(_TAKEDOWNS, "takedown_id")))
_OPEN = (
    select(*_ORDER_COLUMNS)
    .where(_IS_OPEN)
    .order_by(_TAKEDOWNS.c.due_us, _TAKEDOWNS.c.takedown_id)
    .limit(given("limit"))
)
_OPEN_OF_ALL = Statement(_OPEN)
_OPEN_OF_OWNER = Statement(_OPEN.where(*same(_TAKEDOWNS, "owner")))
_TO_TELL = Statement(
    select(*_ORDER_COLUMNS)
    .where(_IS_OPEN, _TAKEDOWNS.c.tell_us <= given("now_us"))
    .order_by(_TAKEDOWNS.c.tell_us, _TAKEDOWNS.c.takedown_id)
    .limit(given("limit"))
)


class Renders:
    """See ports.renders.RenderWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def under(self, render_grant_id: RenderGrantId, owners: Sequence[SubjectId]) -> tuple[RenderRow, ...]:
        """The rows of one render, found by their keys."""
        asked = [owner.bytes for owner in owners]
        rows = _UNDER.all(self._unit.connection, render_grant_id=render_grant_id.bytes, owners=asked)
        return tuple(map(_render, rows))

    def with_output(self, output_sha256: bytes) -> tuple[RenderRow, ...]:
        """The rows of every render that committed this output."""
        return tuple(map(_render, _WITH_OUTPUT.all(self._unit.connection, output_sha256=output_sha256)))

    def ordered_down_by(self, output_sha256: bytes) -> tuple[SubjectId | None, ...]:
        """Owners whose orders keep these bytes down; None for a removal request."""
        orders = _ORDERED_DOWN_BY.all(self._unit.connection, output_sha256=output_sha256)
        return tuple(subject_or_none(owner) for (owner,) in orders)

    def appearances(self, owner: SubjectId, limit: int) -> tuple[RenderRow, ...]:
        """The owner's newest committed renders."""
        return tuple(map(_render, _APPEARANCES.all(self._unit.connection, owner=owner.bytes, limit=limit)))

    def appearances_by(self, owner: SubjectId, requester: SubjectId | None) -> tuple[RenderRow, ...]:
        """Every committed render of the owner by one requester."""
        pair = {"owner": owner.bytes, "requester": subject_bytes(requester)}
        return tuple(map(_render, _APPEARANCES_BY.all(self._unit.connection, **pair)))

    def all_appearances(self, owner: SubjectId) -> tuple[RenderRow, ...]:
        """Every committed render of the owner."""
        return tuple(map(_render, _ALL_APPEARANCES.all(self._unit.connection, owner=owner.bytes)))

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        """Whether this was the first time."""
        return _SPEND.run(self._unit.connection, render_grant_id=render_grant_id.bytes, spent_us=now_us) == 1

    def put(self, row: RenderRow) -> None:
        """Writes the row over what was there."""
        self._unit.write(
            _PUT,
            owner=row.owner.bytes,
            render_grant_id=row.render_grant_id.bytes,
            grant_id=row.grant_id.bytes if row.grant_id else NOBODY,
            requester=subject_bytes(row.requester),
            provider=row.provider,
            opened_us=row.opened_us,
            expires_us=row.expires_us,
            output_sha256=row.output_sha256,
            drafted_us=row.drafted_us,
            published_us=row.published_us,
            parent_output=row.parent_output,
            marking=row.marking,
            removal=row.removal.value,
        )


class Takedowns:
    """See ports.renders.TakedownWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def by_id(self, takedown_id: TakedownId) -> TakedownRow | None:
        """One order."""
        row = _ORDER.one(self._unit.connection, takedown_id=takedown_id.bytes)
        return None if row is None else _takedown(row)

    def open(self, owner: SubjectId | None, limit: int) -> tuple[TakedownRow, ...]:
        """Orders that are not acknowledged, the first due first."""
        if owner is None:
            return tuple(map(_takedown, _OPEN_OF_ALL.all(self._unit.connection, limit=limit)))
        return tuple(map(_takedown, _OPEN_OF_OWNER.all(self._unit.connection, owner=owner.bytes, limit=limit)))

    def to_tell(self, now_us: int, limit: int) -> tuple[TakedownRow, ...]:
        """Open orders that are to be told again."""
        return tuple(map(_takedown, _TO_TELL.all(self._unit.connection, now_us=now_us, limit=limit)))

    def put(self, row: TakedownRow) -> None:
        """Writes the order over what was there."""
        self._unit.write(
            _PUT_ORDER,
            owner=row.owner.bytes,
            takedown_id=row.takedown_id.bytes,
            render_grant_id=row.render_grant_id.bytes,
            removal=row.removal.value,
            ordered_us=row.ordered_us,
            due_us=row.due_us,
            acknowledged_us=row.acknowledged_us,
            tell_us=row.tell_us,
        )


def _render(row: tuple[Any, ...]) -> RenderRow:
    return RenderRow(
        owner=SubjectId(UUID(bytes=row[0])),
        render_grant_id=RenderGrantId(UUID(bytes=row[1])),
        grant_id=None if row[2] == NOBODY else GrantId(UUID(bytes=row[2])),
        requester=subject_or_none(row[3]),
        provider=row[4],
        opened_us=row[5],
        expires_us=row[6],
        output_sha256=row[7],
        drafted_us=row[8],
        published_us=row[9],
        parent_output=row[10],
        marking=row[11],
        removal=Removal(row[12]),
    )


def _takedown(row: tuple[Any, ...]) -> TakedownRow:
    owner, takedown_id, render_grant_id, removal, ordered_us, due_us, tell_us, acknowledged_us = row
    return TakedownRow(
        SubjectId(UUID(bytes=owner)),
        TakedownId(UUID(bytes=takedown_id)),
        RenderGrantId(UUID(bytes=render_grant_id)),
        Removal(removal),
        ordered_us,
        due_us,
        tell_us,
        acknowledged_us,
    )
