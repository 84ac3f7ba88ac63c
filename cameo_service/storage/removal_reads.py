"""Reads of removal requests."""

import sqlite3
from typing import Any
from uuid import UUID

from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow

_REMOVALS = (
    "SELECT removal_id, filed_us, due_us, service_id, contact, what, outputs, answer, reason, answered_us FROM removals"
)
_DIGEST = 32


class RemovalReads:
    """The part of ports.Snapshot that is about removal requests."""

    _connection: sqlite3.Connection

    def removal(self, removal_id: RemovalId) -> RemovalRow | None:
        """One request."""
        row = self._connection.execute(f"{_REMOVALS} WHERE removal_id = ?", (removal_id.bytes,)).fetchone()
        return None if row is None else _removal(row)

    def open_removals(self, limit: int) -> tuple[RemovalRow, ...]:
        """Requests nobody answered, the first due first."""
        statement = f"{_REMOVALS} WHERE answer = ? ORDER BY due_us, removal_id LIMIT ?"
        return tuple(map(_removal, self._connection.execute(statement, (RemovalAnswer.OPEN.value, limit))))

    def count_open_removals(self, due_before_us: int | None) -> int:
        """How many nobody answered."""
        statement = "SELECT COUNT(*) FROM removals WHERE answer = ? AND due_us < COALESCE(?, due_us + 1)"
        (count,) = self._connection.execute(statement, (RemovalAnswer.OPEN.value, due_before_us)).fetchone()
        return int(count)


def _removal(row: tuple[Any, ...]) -> RemovalRow:
    removal_id, filed_us, due_us, service_id, contact, what, outputs, answer, reason, answered_us = row
    return RemovalRow(
        removal_id=RemovalId(UUID(bytes=removal_id)),
        filed_us=filed_us,
        due_us=due_us,
        service_id=service_id,
        contact=contact,
        what=what,
        outputs=tuple(outputs[start : start + _DIGEST] for start in range(0, len(outputs), _DIGEST)),
        answer=RemovalAnswer(answer),
        reason=reason,
        answered_us=answered_us,
    )
