"""Removal requests of people who have no account, and the outputs that were taken down for them."""

from typing import Any
from uuid import UUID

from cameo_service.storage.statements import Statement, adding_once, given, putting, same
from cameo_service.storage.tables.values import END_OF_TIME_US, deletable_text
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import func, rows_in, select
from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow

_REMOVALS = rows_in("removals")
_DIGEST_BYTES = 32

_PUT = putting(_REMOVALS, keeping=("filed_us", "due_us", "service_id"))
_KEEP_DOWN = adding_once(rows_in("removed_outputs"))
_BY_ID = Statement(select(_REMOVALS).where(*same(_REMOVALS, "removal_id")))
_OPEN = Statement(
    select(_REMOVALS)
    .where(*same(_REMOVALS, "answer"))
    .order_by(_REMOVALS.c.due_us, _REMOVALS.c.removal_id)
    .limit(given("limit"))
)
_COUNT = Statement(
    select(func.count())
    .select_from(_REMOVALS)
    .where(*same(_REMOVALS, "answer"), _REMOVALS.c.due_us < given("due_before_us"))
)


class Removals:
    """See ports.removals.RemovalWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def by_id(self, removal_id: RemovalId) -> RemovalRow | None:
        """One request."""
        row = _BY_ID.one(self._unit.connection, removal_id=removal_id.bytes)
        return None if row is None else _removal(row)

    def open(self, limit: int) -> tuple[RemovalRow, ...]:
        """Requests without an answer, the first due first."""
        rows = _OPEN.all(self._unit.connection, answer=RemovalAnswer.OPEN.value, limit=limit)
        return tuple(_removal(row) for row in rows)

    def count_open(self, due_before_us: int | None) -> int:
        """How many requests have no answer."""
        until_us = END_OF_TIME_US if due_before_us is None else due_before_us
        (count,) = _COUNT.one(self._unit.connection, answer=RemovalAnswer.OPEN.value, due_before_us=until_us)
        return int(count)

    def put(self, row: RemovalRow) -> None:
        """Writes the request over what was there."""
        if row.answered_us is not None:
            self._unit.has_overwritten = True
        _PUT.run(
            self._unit.connection,
            removal_id=row.removal_id.bytes,
            filed_us=row.filed_us,
            due_us=row.due_us,
            service_id=row.service_id,
            contact=self._unit.connection.deletable(row.contact),
            what=self._unit.connection.deletable(row.what),
            outputs=b"".join(row.outputs),
            answer=row.answer.value,
            reason=row.reason,
            answered_us=row.answered_us,
        )
        if row.answer is RemovalAnswer.ORDERED:
            _KEEP_DOWN.many(self._unit.connection, [{"output_sha256": output} for output in row.outputs])


def _removal(row: tuple[Any, ...]) -> RemovalRow:
    removal_id, filed_us, due_us, service_id, contact, what, outputs, answer, reason, answered_us = row
    return RemovalRow(
        removal_id=RemovalId(UUID(bytes=removal_id)),
        filed_us=filed_us,
        due_us=due_us,
        service_id=service_id,
        contact=deletable_text(contact),
        what=deletable_text(what),
        outputs=tuple(outputs[start : start + _DIGEST_BYTES] for start in range(0, len(outputs), _DIGEST_BYTES)),
        answer=RemovalAnswer(answer),
        reason=reason,
        answered_us=answered_us,
    )
