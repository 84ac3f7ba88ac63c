"""Events written with what caused them, in the same transaction and under its revision.

Raising an epoch writes its event by itself, so that no narrowing act can forget to tell renderers.
"""

import sqlite3

from cameo_service.storage.snapshot import SqliteSnapshot
from cameo_service.storage.sqlite import is_missing_owner
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import OWNER_EPOCH, PAIR_EPOCH, Position
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.identity import SubjectId

UNTIMED_US = 0
"""Epoch events have no time of their own: the act that raised the epoch is recorded at its time, same revision."""


class OutboxWrites(SqliteSnapshot):
    """The part of ports.Transaction that appends events."""

    _revision: int | None = None

    def next_revision(self) -> int:
        """The revision this transaction commits as, drawn once."""
        if self._revision is None:
            statement = "UPDATE deployment SET revision = revision + 1 RETURNING revision"
            self._revision = int(self._connection.execute(statement).fetchone()[0])
        return self._revision

    def emit(self, owner: SubjectId, kind: str, body: bytes, now_us: int) -> None:
        """Appends an event under this transaction's revision."""
        revision = self.next_revision()
        self._about_owner(
            "INSERT INTO outbox (owner, revision, seq, kind, body, created_us) VALUES"
            " (?, ?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM outbox WHERE revision = ?), ?, ?, ?)",
            (owner.bytes, revision, revision, kind, body, now_us),
        )

    def set_swept(self, now_us: int) -> None:
        """Expiries until then are told."""
        self._mark("swept_us = ?", (now_us,))

    def set_refusals_told(self, now_us: int) -> None:
        """Refused attempts until then are told."""
        self._mark("refusals_told_us = ?", (now_us,))

    def set_posted(self, position: Position) -> None:
        """The app took every event up to there."""
        self._mark("posted_revision = ?, posted_seq = ?", position)

    def forget_events(self, until_us: int) -> None:
        """Deletes every revision up to the newest that has an event as old as that."""
        newest = "SELECT MAX(revision) FROM outbox WHERE created_us > 0 AND created_us <= ?"
        (revision,) = self._connection.execute(newest, (until_us,)).fetchone()
        if revision is not None:
            self._connection.execute("DELETE FROM outbox WHERE revision <= ?", (revision,))
            self._mark("forgotten_revision = ?", (revision,))

    def _mark(self, change: str, values: tuple[int, ...]) -> None:
        """Changes the one row of marks, making it at first."""
        self._connection.execute(
            "INSERT INTO outbox_marks (only, swept_us, forgotten_revision, posted_revision, posted_seq)"
            " VALUES (1, 0, 0, 0, 0) ON CONFLICT DO NOTHING"
        )
        self._connection.execute(f"UPDATE outbox_marks SET {change}", values)  # noqa: S608 - callers pass literals

    def _told_epoch(self, owner: SubjectId, actor: SubjectId | None, epoch: int, provider: str | None = None) -> int:
        """Appends the event of a raised epoch; returns the epoch."""
        body = event_body(actor=actor, provider=provider or "", epoch=epoch)
        self.emit(owner, PAIR_EPOCH if actor else OWNER_EPOCH, body, UNTIMED_US)
        return epoch

    def _about_owner(self, statement: str, values: tuple[object, ...]) -> int:
        """Runs a write into a table whose rows belong to a subject; returns what it returns, or 0."""
        try:
            row = self._connection.execute(statement, values).fetchone()
        except sqlite3.IntegrityError as error:
            if is_missing_owner(error):
                raise UnknownSubjectError("no such subject: ensure it first") from error
            raise
        return 0 if row is None else int(row[0])
