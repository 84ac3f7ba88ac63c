"""Events as they lie in the outbox, in the order of commits. Decides nothing about who may read which."""

import sqlite3
from typing import NamedTuple
from uuid import UUID

from cameo_service.usecases.acting.events import event_row
from cameo_service.usecases.ports.events import EventRow, Expired, Position
from consent.identity import GrantId, SubjectId


def read_events(connection: sqlite3.Connection, after: Position, limit: int) -> tuple[EventRow, ...]:
    """See EventReads.events."""
    rows = connection.execute(
        "SELECT owner, revision, seq, kind, body, created_us FROM outbox WHERE (revision, seq) > (?, ?)"
        " ORDER BY revision, seq LIMIT ?",
        (*after, limit),
    )
    return tuple(
        event_row(SubjectId(UUID(bytes=owner)), Position(revision, seq), kind, body, created_us)
        for owner, revision, seq, kind, body, created_us in rows
    )


class Marks(NamedTuple):
    """The row of outbox_marks."""

    swept_us: int
    forgotten_revision: int
    posted_revision: int
    posted_seq: int
    refusals_told_us: int | None


def read_marks(connection: sqlite3.Connection) -> Marks:
    """How far events were handled; zeros before anything was."""
    statement = "SELECT swept_us, forgotten_revision, posted_revision, posted_seq, refusals_told_us FROM outbox_marks"
    return Marks(*(connection.execute(statement).fetchone() or (0, 0, 0, 0, None)))


class OutboxReads:
    """The part of ports.Snapshot that is about events."""

    _connection: sqlite3.Connection

    def events(self, after: Position, limit: int) -> tuple[EventRow, ...]:
        """The first events after a position."""
        return read_events(self._connection, after, limit)

    def forgotten_revision(self) -> int:
        """The newest revision of which events may be gone."""
        return read_marks(self._connection).forgotten_revision

    def swept_us(self) -> int:
        """Until when expiries were told."""
        return read_marks(self._connection).swept_us

    def posted(self) -> Position:
        """The last event that the app took."""
        marks = read_marks(self._connection)
        return Position(marks.posted_revision, marks.posted_seq)

    def expired(self, after_us: int, until_us: int) -> tuple[Expired, ...]:
        """Grants and blocks that time ended in between, by the indexes on their expiry."""
        rows = self._connection.execute(
            "SELECT owner, grantee, grant_id, provider, expires_us FROM grants WHERE expires_us > ? AND expires_us <= ?"
            " UNION ALL SELECT owner, NULL, grant_id, provider, expires_us FROM group_grants"
            " WHERE expires_us > ? AND expires_us <= ?"
            " UNION ALL SELECT owner, actor, NULL, '', expires_us FROM blocks WHERE expires_us > ? AND expires_us <= ?"
            " ORDER BY 5, 1, 2",
            (after_us, until_us) * 3,
        )
        return tuple(_expired(*row) for row in rows)

    def expiring(self, after_us: int, until_us: int, lead_us: int) -> tuple[Expired, ...]:
        """Grants that end in that time and lived longer than the lead before it."""
        rows = self._connection.execute(
            "SELECT owner, grantee, grant_id, provider, expires_us FROM grants WHERE expires_us > ? AND expires_us <= ?"
            " AND created_us < expires_us - ? ORDER BY 5, 1, 2",
            (after_us, until_us, lead_us),
        )
        return tuple(_expired(*row) for row in rows)

    def refusals_told_us(self) -> int:
        """Until when refused attempts were told."""
        return read_marks(self._connection).refusals_told_us or 0

    def has_events_until(self, until_us: int) -> bool:
        """Whether some event is as old as that."""
        statement = "SELECT 1 FROM outbox WHERE created_us > 0 AND created_us <= ? LIMIT 1"
        return self._connection.execute(statement, (until_us,)).fetchone() is not None


def _expired(owner: bytes, actor: bytes | None, grant_id: bytes | None, provider: str, expires_us: int) -> Expired:
    return Expired(
        owner=SubjectId(UUID(bytes=owner)),
        actor=None if actor is None else SubjectId(UUID(bytes=actor)),
        grant_id=None if grant_id is None else GrantId(UUID(bytes=grant_id)),
        provider=provider,
        expires_us=expires_us,
    )
