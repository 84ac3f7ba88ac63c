"""The outbox as a process reads it that holds nothing else: a read connection of its own, no keys, no writes.

It starts without a database layer, so its statements are prepared text.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cameo_service.addresses import POSTGRESQL
from cameo_service.storage.engines.sqlite import connect_reader
from cameo_service.storage.hot_statements import WATCH_EVENTS, WATCH_FLOORS, WATCH_FORGOTTEN, WATCH_REACHED
from cameo_service.usecases.acting.events import event_row
from cameo_service.usecases.ports.events import ANY_PROVIDER, EventRow, Position
from cameo_service.watch.floors import Floor, News
from consent.identity import SubjectId

if TYPE_CHECKING:
    from cameo_service.storage.postgresql.tail import PostgresqlTail

Told = Callable[[], Awaitable[bool]]

PAGE = 1_000
"""Floors or events read at once: some milliseconds of work."""


class OutboxTail:
    """See watch.outbox.Outbox. For one thread at a time; `floors` may run beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect_reader(path)

    def news(self, after: Position) -> News:
        """In one snapshot: how far the database is, what it forgot, and the first events after a position."""
        self._connection.begin_read()
        try:
            revision, global_epoch = self._connection.execute(WATCH_REACHED).fetchone()
            events = self._events(after) if revision > after.revision else ()
            (forgotten,) = self._connection.execute(WATCH_FORGOTTEN).fetchone() or (0,)
            return News(revision, forgotten, events, is_all=len(events) < PAGE, global_epoch=global_epoch)
        finally:
            self._connection.commit()

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        """(revision, some floors that concern one provider) until all were given; at least one.

        One snapshot, on a connection of its own.
        """
        connection = connect_reader(self._path)
        try:
            connection.begin_read()
            revision, _ = connection.execute(WATCH_REACHED).fetchone()
            rows = connection.execute(WATCH_FLOORS, {"every": ANY_PROVIDER, "provider": provider})
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

    def _events(self, after: Position) -> tuple[EventRow, ...]:
        place = {"revision": after.revision, "seq": after.seq, "limit": PAGE}
        return tuple(
            event_row(SubjectId(UUID(bytes=owner)), Position(revision, seq), kind, body, created_us)
            for owner, revision, seq, kind, body, created_us in self._connection.execute(WATCH_EVENTS, place)
        )


def tail_of(database: str) -> "tuple[OutboxTail, None] | tuple[PostgresqlTail, Told]":
    """The outbox of a deployment, and what waits until its database tells of a commit; None: files tell nothing.

    database: a path of main.db, or the URL of a PostgreSQL database.
    """
    if not database.startswith(f"{POSTGRESQL}:"):
        return OutboxTail(Path(database)), None
    # The driver is there where it is used, and nowhere else.
    from cameo_service.storage.postgresql.tail import PostgresqlTail  # noqa: PLC0415 - as above

    tail = PostgresqlTail(database)
    return tail, tail.told


def _page(rows: sqlite3.Cursor) -> tuple[Floor, ...]:
    return tuple(Floor(*row) for row in rows.fetchmany(PAGE))
