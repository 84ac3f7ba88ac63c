"""The activity feed. A line of it is also a leaf of the history and an event; a refusal is counted by the hour."""

from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from cameo_service.storage.history import append_leaf
from cameo_service.storage.people import People
from cameo_service.storage.statements import Insert, Statement, any_given, building, given, given_row, same
from cameo_service.storage.tables.values import subject_bytes, subject_or_none
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import func, literal, rows_in, select, tuple_
from cameo_service.usecases.acting.events import activity_body
from cameo_service.usecases.ports.activity import EVERY_KIND, FEED_END, REFUSED, ActivityRow, RefusedTally
from cameo_service.usecases.ports.renders import TakedownId
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.identity import SubjectId
from consent.terms import SubjectState

HOUR_US = 3_600_000_000

_LINES = rows_in("activity")
# Spelled into the text: an index of refusals alone serves no statement that learns the kind with its values.
_IS_REFUSED = _LINES.c.kind == literal(REFUSED, _LINES.c.kind.type, literal_execute=True)
_IS_NOT_REFUSED = _LINES.c.kind != literal(REFUSED, _LINES.c.kind.type, literal_execute=True)
_HOUR = (_LINES.c.owner, _LINES.c.actor, _LINES.c.hour)
_NEXT_SEQ = select(func.coalesce(func.max(_LINES.c.seq), 0) + 1).where(*same(_LINES, "owner")).scalar_subquery()


_BEGAN_US = func.coalesce(_LINES.c.first_us, _LINES.c.at_us)


def _add(insert: Insert) -> Any:
    return insert(_LINES).values(given_row(_LINES) | {"seq": _NEXT_SEQ}).inline()


def _count(insert: Insert) -> Any:
    adds = insert(_LINES).values(given_row(_LINES) | {"seq": _NEXT_SEQ})
    newest = {column: adds.excluded[column] for column in ("at_us", "revision", "provider")}
    return adds.on_conflict_do_update(
        index_elements=["owner", "actor", "reason", "hour"],
        index_where=_IS_REFUSED,
        set_={"count": _LINES.c["count"] + adds.excluded["count"], "first_us": _BEGAN_US, **newest},
    ).inline()


_ADD, _COUNT = building(_add), building(_count)
_FROM_PLACE = (
    select(_LINES)
    .where(*same(_LINES, "owner"), _LINES.c.seq < given("before"), _LINES.c.kind.in_(any_given("kinds")))
    .order_by(_LINES.c.seq.desc())
    .limit(given("limit"))
)
_OF, _OF_UNREFUSED = Statement(_FROM_PLACE), Statement(_FROM_PLACE.where(_IS_NOT_REFUSED))
_FOLDED = (
    select(
        func.max(_LINES.c.seq).label("seq"),
        func.sum(_LINES.c["count"]).label("count"),
        func.min(_BEGAN_US).label("first_us"),
        func.max(_LINES.c.at_us).label("at_us"),
    )
    .where(*same(_LINES, "owner"), _IS_REFUSED, _LINES.c.seq <= given("until"))
    .group_by(_LINES.c.actor, _LINES.c.reason)
    .subquery()
)
_FOLDED_COLUMNS = ("count", "first_us", "at_us")


def _refusals_of(insert: Insert) -> Any:
    del insert
    columns = [_FOLDED.c[line.name] if line.name in _FOLDED_COLUMNS else _LINES.c[line.name] for line in _LINES.c]
    return (
        select(*columns)
        .join_from(_FOLDED, _LINES, _LINES.c.seq == _FOLDED.c.seq)
        .where(*same(_LINES, "owner"), _FOLDED.c.seq < given("before"))
        .order_by(_FOLDED.c.seq.desc())
        .limit(given("limit"))
    )


_REFUSALS_OF = building(_refusals_of)
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

    def of(
        self, owner: SubjectId, limit: int, before: int = FEED_END, kinds: AbstractSet[str] = EVERY_KIND
    ) -> tuple[ActivityRow, ...]:
        """Lines in the order of the feed; where no refusal is wanted, none is read."""
        statement = _OF if REFUSED in kinds else _OF_UNREFUSED
        asked = {"owner": owner.bytes, "before": before, "kinds": sorted(kinds), "limit": limit}
        return tuple(_line(row) for row in statement.all(self._unit.connection, **asked))

    def refusals_of(self, owner: SubjectId, limit: int, before: int, until: int) -> tuple[ActivityRow, ...]:
        """Folds every refusal of the owner up to `until`."""
        asked = {"owner": owner.bytes, "before": before, "until": until, "limit": limit}
        return tuple(_line(row) for row in _REFUSALS_OF.all(self._unit.connection, **asked))

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
        known = People(self._unit).requester(row.owner)
        if known.subject is None:
            # Said before a statement fails: PostgreSQL would end the transaction, and others of a batch go on in it.
            raise UnknownSubjectError("no such subject: ensure it first")
        if known.state is not SubjectState.ERASED:
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
            first_us=row.at_us if row.kind == REFUSED else None,
        )


def _line(row: tuple[Any, ...]) -> ActivityRow:
    owner, seq, revision, at_us, _, kind, actor, provider, reason, count, output_sha256, takedown_id, first_us = row
    return ActivityRow(
        owner=SubjectId(UUID(bytes=owner)),
        revision=revision,
        at_us=at_us,
        kind=kind,
        actor=subject_or_none(actor),
        provider=provider,
        reason=reason,
        count=int(count),
        output_sha256=output_sha256,
        takedown_id=None if takedown_id is None else TakedownId(UUID(bytes=takedown_id)),
        first_us=None if first_us == at_us else first_us,
        place=seq,
    )
