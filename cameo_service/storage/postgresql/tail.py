"""The outbox on PostgreSQL, as a process reads it that holds nothing else: no keys, no writes.

A session of its own listens, which is never in a transaction: it is told of each commit, and looking is the fallback.
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any
from uuid import UUID

import psycopg

from cameo_service.storage.engines.errors import DatabaseUnreachableError
from cameo_service.storage.outbox_tail import PAGE
from cameo_service.storage.postgresql.hot_statements import (
    BEGIN_READ,
    COMMIT,
    LISTEN,
    WATCH_EVENTS,
    WATCH_FLOORS,
    WATCH_FORGOTTEN,
    WATCH_REACHED,
)
from cameo_service.storage.postgresql.sessions import CHANNEL, LOST, connect
from cameo_service.usecases.acting.events import event_row
from cameo_service.usecases.ports.events import ANY_PROVIDER, EventRow, Position
from cameo_service.watch.floors import Floor, News
from consent.identity import SubjectId

LISTENED_S = 5.0
"""Longest wait for a commit: then the session is tried. The watch looks by itself all the same."""
LOST_PAUSE_S = 0.5
"""Pause before the next look at a database that cannot be reached. Renderers stop after 3 s without one."""


class PostgresqlTail:
    """See watch.outbox.Outbox. For one thread at a time; `floors` may run beside it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._reading, self._listening = connect(url), self._listen()

    def news(self, after: Position) -> News:
        """In one snapshot: how far the database is, what it forgot, and the first events after a position.

        Raises:
            DatabaseUnreachableError, psycopg.Error: it cannot be read now. The next call connects again.
        """
        if self._reading.closed:
            self._reading = connect(self._url)
        on = self._reading
        on.execute(BEGIN_READ.encode())
        try:
            reached: Any = on.execute(WATCH_REACHED.encode()).fetchone()
            revision, global_epoch = reached
            events = self._events(after) if revision > after.revision else ()
            forgotten: Any = on.execute(WATCH_FORGOTTEN.encode()).fetchone() or (0,)
            return News(revision, forgotten[0], events, is_all=len(events) < PAGE, global_epoch=global_epoch)
        finally:
            with suppress(psycopg.OperationalError):
                on.execute(COMMIT.encode())

    def floors(self, provider: str) -> Iterator[tuple[int, tuple[Floor, ...]]]:
        """(revision, some floors that concern one provider) until all were given; at least one.

        One snapshot, on a connection of its own.
        """
        with closing(connect(self._url)) as connection:
            connection.execute(BEGIN_READ.encode())
            reached: Any = connection.execute(WATCH_REACHED.encode()).fetchone()
            with connection.cursor("floors") as rows:
                rows.execute(WATCH_FLOORS.encode(), {"every": ANY_PROVIDER, "provider": provider})
                page = tuple(Floor(*row) for row in rows.fetchmany(PAGE))
                yield reached[0], page
                while len(page) == PAGE:
                    page = tuple(Floor(*row) for row in rows.fetchmany(PAGE))
                    yield reached[0], page

    async def told(self) -> bool:
        """Waits until a commit is told, or for LISTENED_S; whether something may be new."""
        try:
            if self._listening.closed:
                self._listening = self._listen()
                return True  # what was committed meanwhile was told to nothing
            is_told = await _is_readable(self._listening.fileno())
            for _ in self._listening.notifies(timeout=0.0):
                pass  # the next look reads what they were about
        except (*LOST, DatabaseUnreachableError):
            self._listening.close()
            await asyncio.sleep(LOST_PAUSE_S)
            return False
        return is_told

    def close(self) -> None:
        """Closes the connections."""
        self._reading.close()
        self._listening.close()

    def _listen(self) -> "psycopg.Connection[Any]":
        listening = connect(self._url)
        listening.execute(LISTEN.format(channel=CHANNEL).encode())
        return listening

    def _events(self, after: Position) -> tuple[EventRow, ...]:
        place = {"revision": after.revision, "seq": after.seq, "limit": PAGE}
        return tuple(
            event_row(SubjectId(UUID(bytes=owner)), Position(revision, seq), kind, body, created_us)
            for owner, revision, seq, kind, body, created_us in self._reading.execute(WATCH_EVENTS.encode(), place)
        )


async def _is_readable(descriptor: int) -> bool:
    """Within LISTENED_S."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, told.set)
    try:
        await asyncio.wait_for(told.wait(), LISTENED_S)
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(descriptor)
    return True
