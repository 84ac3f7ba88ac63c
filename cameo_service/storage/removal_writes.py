"""Writes of removal requests."""

import sqlite3

from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalRow


class RemovalWrites:
    """The part of ports.Transaction that is about removal requests.

    has_overwritten: whether something was written over that must stay in no log.
    """

    _connection: sqlite3.Connection
    has_overwritten = False

    def put_removal(self, row: RemovalRow) -> None:
        """Writes the request over what was there."""
        self.has_overwritten = row.answered_us is not None
        self._connection.execute(
            "INSERT INTO removals (removal_id, filed_us, due_us, service_id, contact, what, outputs, answer, reason,"
            " answered_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (removal_id) DO UPDATE SET"
            " contact = excluded.contact, what = excluded.what, outputs = excluded.outputs, answer = excluded.answer,"
            " reason = excluded.reason, answered_us = excluded.answered_us",
            (
                row.removal_id.bytes,
                row.filed_us,
                row.due_us,
                row.service_id,
                row.contact,
                row.what,
                b"".join(row.outputs),
                row.answer.value,
                row.reason,
                row.answered_us,
            ),
        )
        if row.answer is RemovalAnswer.ORDERED:
            keep_down = "INSERT INTO removed_outputs (output_sha256) VALUES (?) ON CONFLICT DO NOTHING"
            self._connection.executemany(keep_down, [(output,) for output in row.outputs])
