"""Renders that wait for an answer, of the owner or of reviewers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.statements import Statement, any_given, given, putting, same
from cameo_service.storage.tables.values import (
    ANY_PROVIDER,
    classes,
    deletable_text,
    joined,
    modalities,
    provider_column,
    subject_bytes,
    subject_or_none,
)
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import and_, delete, func, literal, rows_in, select
from cameo_service.usecases.ports.held import Backlog
from consent.held_render import HeldRender
from consent.identity import GroupId, RenderGrantId, SubjectId
from consent.terms import Answer, Use

_HELD, _MEMBERS = rows_in("held_renders"), rows_in("group_members")
_NOT_ASKED = ""
_NO_NO = and_(_HELD.c.owner_answer != Answer.NO.value, _HELD.c.review_answer != Answer.NO.value)
_FOR_REVIEW = and_(
    _HELD.c.review_answer == Answer.WAITING.value,
    _HELD.c.owner_answer != Answer.NO.value,
    _HELD.c.ends_us > given("now_us"),
)

_PUT = putting(_HELD)
_END = Statement(delete(_HELD).where(*same(_HELD, "owner", "ask")))
_END_OF_OWNER = Statement(delete(_HELD).where(*same(_HELD, "owner")))
_END_OF_PAIR = Statement(
    delete(_HELD).where(
        *same(_HELD, "owner", "requester"), given("scope").in_([_HELD.c.provider, literal(ANY_PROVIDER)])
    )
)
_END_OF_GROUP = Statement(
    delete(_HELD).where(
        *same(_HELD, "owner"),
        given("scope").in_([_HELD.c.provider, literal(ANY_PROVIDER)]),
        _HELD.c.requester.in_(select(_MEMBERS.c.member).where(*same(_MEMBERS, "owner", "group_id"))),
    )
)
_END_ALL = Statement(delete(_HELD))
_UNDER = Statement(select(_HELD).where(*same(_HELD, "ask"), _HELD.c.owner.in_(any_given("owners"))))
_OF = Statement(
    select(_HELD)
    .where(*same(_HELD, "owner"), _HELD.c.spent_on.is_(None), _NO_NO)
    .order_by(_HELD.c.asked_us, _HELD.c.ask)
)
_TO_REVIEW = Statement(
    select(_HELD).where(_FOR_REVIEW).order_by(_HELD.c.asked_us, _HELD.c.ask, _HELD.c.owner).limit(given("limit"))
)
_IN_REVIEW = Statement(
    select(_HELD).where(_HELD.c.review_answer != _NOT_ASKED, *same(_HELD, "ask")).order_by(_HELD.c.owner)
)
_BACKLOG = Statement(select(func.count(_HELD.c.ask.distinct()), func.min(_HELD.c.asked_us)).where(_FOR_REVIEW))
_OVER = Statement(
    select(_HELD).where(_HELD.c.ends_us <= given("until_us")).order_by(_HELD.c.ends_us, _HELD.c.owner, _HELD.c.ask)
)


class HeldRenders:
    """See ports.held.HeldWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def under(self, ask: bytes, owners: Sequence[SubjectId]) -> dict[SubjectId, HeldRender]:
        """The rows of one render, found by their keys."""
        rows = _UNDER.all(self._unit.connection, ask=ask, owners=[owner.bytes for owner in owners])
        return {held.owner: held for held in map(_held, rows)}

    def of(self, owner: SubjectId) -> tuple[HeldRender, ...]:
        """What is open or unused, the oldest first."""
        return tuple(map(_held, _OF.all(self._unit.connection, owner=owner.bytes)))

    def for_review(self, now_us: int, limit: int) -> tuple[HeldRender, ...]:
        """What waits for the reviewers, the oldest first."""
        return tuple(map(_held, _TO_REVIEW.all(self._unit.connection, now_us=now_us, limit=limit)))

    def in_review(self, ask: bytes) -> tuple[HeldRender, ...]:
        """Every row of one render that reviewers were asked about."""
        return tuple(map(_held, _IN_REVIEW.all(self._unit.connection, ask=ask)))

    def backlog(self, now_us: int) -> Backlog:
        """How many renders wait for the reviewers, and since when."""
        return Backlog(*_BACKLOG.one(self._unit.connection, now_us=now_us))

    def over(self, until_us: int) -> tuple[HeldRender, ...]:
        """Rows that ended, by the index on their end."""
        return tuple(map(_held, _OVER.all(self._unit.connection, until_us=until_us)))

    def put(self, held: HeldRender) -> None:
        """Writes the row over what was there; a row without a prompt may be over one with it."""
        self._unit.has_overwritten |= not held.prompt
        self._unit.write(
            _PUT,
            owner=held.owner.bytes,
            ask=held.ask,
            requester=subject_bytes(held.requester),
            provider=held.provider,
            job=held.job,
            prompt=self._unit.connection.deletable(held.prompt),
            modalities=joined(held.modalities),
            use=held.use.value,
            classes=joined(held.classes),
            standing=held.standing,
            asked_us=held.asked_us,
            ends_us=held.ends_us,
            owner_answer=held.owner_answer or _NOT_ASKED,
            review_answer=held.review_answer or _NOT_ASKED,
            spent_on=held.spent_on and held.spent_on.bytes,
        )

    def end(self, owner: SubjectId, ask: bytes) -> None:
        """Deletes the row."""
        self._delete(_END, owner=owner.bytes, ask=ask)

    def end_of_owner(self, owner: SubjectId) -> None:
        """Deletes what the owner's raised epoch ends: all of the owner's rows."""
        self._delete(_END_OF_OWNER, owner=owner.bytes)

    def end_of_pair(self, owner: SubjectId, requester: SubjectId, provider: str | None) -> None:
        """Deletes what a pair's raised epoch ends: the pair's rows at one provider, or for None at all."""
        pair = {"owner": owner.bytes, "requester": requester.bytes}
        self._delete(_END_OF_PAIR, **pair, scope=provider_column(provider))

    def end_of_group(self, owner: SubjectId, group: GroupId, provider: str | None) -> None:
        """Deletes what the end of a group's grant ends: its members' rows at one provider, or for None at all."""
        scope = provider_column(provider)
        self._delete(_END_OF_GROUP, owner=owner.bytes, group_id=group.bytes, scope=scope)

    def end_all(self) -> None:
        """Deletes what the raised epoch of everything ends: every row."""
        self._delete(_END_ALL)

    def _delete(self, statement: Statement, **values: Any) -> None:
        if statement.run(self._unit.connection, **values):
            self._unit.has_overwritten = True


def _held(row: tuple[Any, ...]) -> HeldRender:
    return HeldRender(
        owner=SubjectId(UUID(bytes=row[0])),
        ask=row[1],
        requester=subject_or_none(row[2]),
        provider=row[3],
        job=row[4],
        prompt=deletable_text(row[5]),
        modalities=modalities(row[6]),
        use=Use(row[7]),
        classes=classes(row[8]),
        standing=row[9],
        asked_us=row[10],
        ends_us=row[11],
        owner_answer=Answer(row[12]) if row[12] else None,
        review_answer=Answer(row[13]) if row[13] else None,
        spent_on=None if row[14] is None else RenderGrantId(UUID(bytes=row[14])),
    )
