"""Reads of renders that wait for a yes."""

import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.values import classes, modalities, subject_bytes, subject_or_none
from cameo_service.usecases.ports.held import Backlog
from consent.held_render import QUESTIONS_DAY_US, AskedBefore, HeldRender
from consent.identity import RenderGrantId, SubjectId
from consent.terms import Answer, Use

_HELD = (
    "SELECT owner, ask, requester, provider, job, prompt, modalities, use, classes, standing, asked_us, ends_us,"
    " owner_answer, review_answer, spent_on FROM held_renders"
)
_FOR_REVIEW = "review_answer = 'waiting' AND owner_answer <> 'no' AND ends_us > ?"
_OPEN = "(owner_answer = 'waiting' OR review_answer = 'waiting') AND 'no' NOT IN (owner_answer, review_answer)"


class HeldReads:
    """The part of ports.Snapshot that is about held renders."""

    _connection: sqlite3.Connection

    def held_renders(self, ask: bytes, owners: Sequence[SubjectId]) -> dict[SubjectId, HeldRender]:
        """The rows of one render, found by their keys."""
        marks = ", ".join("?" * len(owners))
        rows = self._held(f"WHERE ask = ? AND owner IN ({marks})", ask, *(owner.bytes for owner in owners))
        return {held.owner: held for held in rows}

    def held_from(self, owner: SubjectId) -> tuple[HeldRender, ...]:
        """What is open or unused, the oldest first."""
        unused = "spent_on IS NULL AND 'no' NOT IN (owner_answer, review_answer)"
        return self._held(f"WHERE owner = ? AND {unused} ORDER BY asked_us, ask", owner.bytes)

    def held_for_review(self, now_us: int, limit: int) -> tuple[HeldRender, ...]:
        """What waits for the reviewers, the oldest first."""
        return self._held(f"WHERE {_FOR_REVIEW} ORDER BY asked_us, ask, owner LIMIT ?", now_us, limit)

    def held_in_review(self, ask: bytes) -> tuple[HeldRender, ...]:
        """Every row of one render that reviewers were asked about."""
        return self._held("WHERE review_answer <> '' AND ask = ? ORDER BY owner", ask)

    def review_backlog(self, now_us: int) -> Backlog:
        """How many renders, and since when."""
        statement = f"SELECT COUNT(DISTINCT ask), MIN(asked_us) FROM held_renders WHERE {_FOR_REVIEW}"  # noqa: S608 - literals
        return Backlog(*self._connection.execute(statement, (now_us,)).fetchone())

    def asked_before(self, owner: SubjectId, requester: SubjectId | None, now_us: int) -> AskedBefore:
        """Counts the owner's rows: there are never many, for counting is what bounds them."""
        row = self._connection.execute(
            f"SELECT COALESCE(SUM(requester = ? AND asked_us > ?), 0), COALESCE(SUM({_OPEN} AND ends_us > ?), 0)"  # noqa: S608 - literals
            " FROM held_renders WHERE owner = ?",
            (subject_bytes(requester), now_us - QUESTIONS_DAY_US, now_us, owner.bytes),
        ).fetchone()
        return AskedBefore(*row)

    def held_over(self, until_us: int) -> tuple[HeldRender, ...]:
        """Rows that ended, by the index on their end."""
        return self._held("WHERE ends_us <= ? ORDER BY ends_us, owner, ask", until_us)

    def _held(self, where: str, *values: object) -> tuple[HeldRender, ...]:
        return tuple(_held(row) for row in self._connection.execute(f"{_HELD} {where}", values))


def _held(row: tuple[Any, ...]) -> HeldRender:
    return HeldRender(
        owner=SubjectId(UUID(bytes=row[0])),
        ask=row[1],
        requester=subject_or_none(row[2]),
        provider=row[3],
        job=row[4],
        prompt=row[5],
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
