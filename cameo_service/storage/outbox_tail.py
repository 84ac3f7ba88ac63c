"""The outbox as a process reads it that holds nothing else: a read connection of its own, no keys, no writes."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from cameo_service.storage.outbox_reads import read_events, read_marks
from cameo_service.storage.sqlite import connect_reader
from cameo_service.storage.values import ANY_PROVIDER
from cameo_service.usecases.ports.events import EventRow, Position
from cameo_service.watch.floors import Floor, News

PAGE = 1_000
"""Floors or events read at once: some milliseconds of work."""

_FLOORS = (
    "SELECT NULL, NULL, global_epoch, NULL FROM deployment WHERE global_epoch > 0"
    " UNION ALL SELECT subject_id, NULL, owner_epoch, NULL FROM subjects WHERE owner_epoch > 0"
    " UNION ALL SELECT owner, NULL, 1, grant_id FROM ended_grants WHERE provider IN (?, ?)"
    " UNION ALL SELECT owner, actor, MAX(epoch), NULL FROM pair_marks WHERE epoch > 0 AND provider IN (?, ?)"
    " GROUP BY owner, actor"
)


class OutboxTail:
    """See watch.outbox.Outbox. For one thread at a time; `floors` may run beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect_reader(path)

    def news(self, after: Position) -> News:
        """In one snapshot: how far the database is, what it forgot, and the first events after a position."""
        self._connection.execute("BEGIN")
        try:
            statement = "SELECT revision, global_epoch FROM deployment"
            revision, global_epoch = self._connection.execute(statement).fetchone()
            events: tuple[EventRow, ...] = ()
            if revision > after.revision:
                events = read_events(self._connection, after, PAGE)
            forgotten = read_marks(self._connection).forgotten_revision
            return News(revision, forgotten, events, is_all=len(events) < PAGE, global_epoch=global_epoch)
        finally:
            self._connection.execute("COMMIT")

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        """(revision, some floors that concern one provider) until all were given; at least one.

        One snapshot, on a connection of its own.
        """
        connection = connect_reader(self._path)
        try:
            connection.execute("BEGIN")
            (revision,) = connection.execute("SELECT revision FROM deployment").fetchone()
            rows = connection.execute(_FLOORS, (ANY_PROVIDER, provider) * 2)
            page = _page(rows)
            yield revision, page
            while len(page) == PAGE:
                page = _page(rows)
                yield revision, page
        finally:
            connection.close()

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def _page(rows: sqlite3.Cursor) -> tuple[Floor, ...]:
    return tuple(Floor(*row) for row in rows.fetchmany(PAGE))
