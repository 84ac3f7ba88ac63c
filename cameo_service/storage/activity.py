"""The activity feed. A line of it is also a leaf of the history and an event; a refusal is counted by the hour."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_

from cameo_service.storage.history import append_leaf
from cameo_service.storage.people import People
from cameo_service.storage.statements import Insert, Statement, given, same
from cameo_service.storage.tables.base import rows_of
from cameo_service.storage.tables.records import ActivityTable
from cameo_service.storage.tables.values import subject_bytes, subject_or_none
from cameo_service.storage.unit import Unit
from cameo_service.usecases.acting.events import activity_body
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow, RefusedTally
from cameo_service.usecases.ports.renders import TakedownId
from consent.identity import SubjectId
from consent.terms import SubjectState

HOUR_US = 3_600_000_000

_LINES = rows_of(ActivityTable)
# Spelled into the text: an index of refusals alone serves no statement that learns the kind with its values.
_IS_REFUSED = _LINES.c.kind == literal(REFUSED, _LINES.c.kind.type, literal_execute=True)
_HOUR = (_LINES.c.owner, _LINES.c.actor, _LINES.c.hour)
_NEXT_SEQ = select(func.coalesce(func.max(_LINES.c.seq), 0) + 1).where(*same(_LINES, "owner")).scalar_subquery()
_ROW = {column.name: given(column.name) for column in _LINES.c} | {"seq": _NEXT_SEQ}


def _count(insert: Insert) -> Any:
    adds = insert(_LINES).values(_ROW)
    newest = {column: adds.excluded[column] for column in ("at_us", "revision", "provider")}
    return adds.on_conflict_do_update(
        index_elements=["owner", "actor", "reason", "hour"],
        index_where=_IS_REFUSED,
        set_={"count": _LINES.c["count"] + adds.excluded["count"], **newest},
    ).inline()


_ADD = Statement(lambda insert: insert(_LINES).values(_ROW).inline())
_COUNT = Statement(_count)
_OF = Statement(
    select(_LINES)
    .where(*same(_LINES, "owner"))
    .order_by(_LINES.c.revision.desc(), _LINES.c.seq.desc())
    .limit(given("limit"))
)
_REFUSED_BETWEEN = Statement(
    select(_LINES.c.owner, _LINES.c.actor, func.sum(_LINES.c["count"]), func.max(_LINES.c.at_us).label("latest_us"))
    .where(
        _IS_REFUSED,
        tuple_(*_HOUR).in_(
            select(*_HOUR).where(_IS_REFUSED, _LINES.c.at_us > given("after_us"), _LINES.c.at_us <= given("until_us"))
        ),
    )
    .group_by(*_HOUR)
    .order_by("latest_us", _LINES.c.owner, _LINES.c.actor)
)


class Activity:
    """See ports.activity.ActivityWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId, limit: int) -> tuple[ActivityRow, ...]:
        """The newest lines of a subject's feed, newest first."""
        return tuple(_line(row) for row in _OF.all(self._unit.connection, owner=owner.bytes, limit=limit))

    def refused_between(self, after_us: int, until_us: int) -> tuple[RefusedTally, ...]:
        """The hours of refused attempts that an index on their latest times finds."""
        rows = _REFUSED_BETWEEN.all(self._unit.connection, after_us=after_us, until_us=until_us)
        return tuple(
            RefusedTally(SubjectId(UUID(bytes=owner)), subject_or_none(actor), int(count), at_us)
            for owner, actor, count, at_us in rows
        )

    def record(self, row: ActivityRow) -> None:
        """Appends a line, or counts it on to the hour's line of the same refusal; appends its leaf to the history.

        About an erased person nothing is written any more; the app is told all the same.
        """
        if People(self._unit).requester(row.owner).state is not SubjectState.ERASED:
            self._append(row)
            self.record_leaf(row)
        # A refusal must not move the revision that the refused caller reads.
        if row.kind != REFUSED:
            self._unit.emit(row.owner, row.kind, activity_body(row), row.at_us)

    def record_leaf(self, row: ActivityRow) -> None:
        """Appends a leaf to the history, and nothing to the feed."""
        append_leaf(self._unit, row)

    def _append(self, row: ActivityRow) -> None:
        self._unit.write(
            _COUNT if row.kind == REFUSED else _ADD,
            owner=row.owner.bytes,
            revision=row.revision,
            at_us=row.at_us,
            hour=row.at_us // HOUR_US,
            kind=row.kind,
            actor=subject_bytes(row.actor),
            provider=row.provider,
            reason=row.reason,
            count=row.count,
            output_sha256=row.output_sha256,
            takedown_id=row.takedown_id and row.takedown_id.bytes,
        )


def _line(row: tuple[Any, ...]) -> ActivityRow:
    owner, _, revision, at_us, _, kind, actor, provider, reason, count, output_sha256, takedown_id = row
    return ActivityRow(
        owner=SubjectId(UUID(bytes=owner)),
        revision=revision,
        at_us=at_us,
        kind=kind,
        actor=subject_or_none(actor),
        provider=provider,
        reason=reason,
        count=count,
        output_sha256=output_sha256,
        takedown_id=None if takedown_id is None else TakedownId(UUID(bytes=takedown_id)),
    )
