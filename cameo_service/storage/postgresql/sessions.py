"""Sessions with a PostgreSQL server: how they are opened, what each is told first, and what a server must be."""

from functools import partial
from typing import Any

import psycopg
from psycopg.errors import FeatureNotSupported, IdleInTransactionSessionTimeout, ReadOnlySqlTransaction
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import ConnectionPool, PoolClosed

from cameo_service.storage.engines.errors import (
    DatabaseReadOnlyError,
    DatabaseUnfitError,
    DatabaseUnreachableError,
    DurabilityError,
)
from cameo_service.storage.postgresql import hot_statements

Pool = ConnectionPool[psycopg.Connection[Any]]

MAIN_SCHEMA, KEY_SCHEMA = "cameo", "cameo_keys"
"""What main.db and keys.db are on SQLite."""
CHANNEL = "cameo_written"
"""Told with each commit of a write, to wake the watch."""
SESSION_NAME = "cameo"
"""By which a session is known to be a service's."""

_CLASS = 0x63616D65
WRITERS_LOCK, KEY_WRITERS_LOCK, MIGRATION_LOCK, SEQUENCER_LOCK, RELAY_LOCK = [
    (_CLASS, number) for number in range(1, 6)
]
"""Advisory locks of the database, as pairs of 32-bit numbers."""

WAIT_MS = 5_000
"""How long a write waits for another process's write, and a call for a connection; as long as on SQLite."""
MOST_CONNECTIONS, MOST_KEY_CONNECTIONS = 24, 4
"""Of one process: its threads for calls and recordings read at the same time, and no more do."""
PREPARED_FROM, MOST_PREPARED = 1, 400
"""A statement is prepared when it is run for the second time. There are some 200; each length of a list is another."""
OLDEST_SERVER = 150_000
"""PostgreSQL 15, as the server counts its versions; the oldest that these statements were run on."""
# A server that is gone without a word is noticed within 5 s: idle 2 s, then three probes.
_NOTICE_LOSS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}

NO_PRIMARY = (ReadOnlySqlTransaction, FeatureNotSupported)
"""What a server says to a write that a failover has made a standby. It says the second to `READ WRITE`."""
LOST = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    IdleInTransactionSessionTimeout,
    PoolClosed,
    *NO_PRIMARY,
)
"""What says that the server cannot be reached, ends, takes no writes, or has no room: nothing about the statement."""


class QuietCursor(psycopg.Cursor[Any]):
    """A cursor on which a statement without rows has none, as in every other driver; psycopg's own raises."""

    def fetchone(self) -> Any:
        """The next row; None at the end, and after a statement that has no rows."""
        return None if self.description is None else super().fetchone()


def connect(url: str, schema: str = MAIN_SCHEMA, name: str = SESSION_NAME) -> psycopg.Connection[Any]:
    """A connection of its own, apart from every pool; each statement is a transaction unless one is begun.

    Raises:
        DatabaseUnreachableError: no server, or it lets this user in to nothing.
    """
    try:
        connection = psycopg.connect(
            url, autocommit=True, cursor_factory=QuietCursor, application_name=name, **_NOTICE_LOSS
        )
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        # The library's text may quote the URL, and with it the password.
        raise DatabaseUnreachableError(f"{DatabaseUnreachableError.__doc__} ({type(error).__name__})") from None
    _settle(schema, connection)
    return connection


def open_pool(url: str, schema: str, most: int) -> Pool:
    """At most that many connections, opened when they are needed and replaced when they are lost. Close it."""
    pool: Pool = ConnectionPool(
        url,
        kwargs={"autocommit": True, "cursor_factory": QuietCursor, "application_name": SESSION_NAME, **_NOTICE_LOSS},
        min_size=1,
        max_size=most,
        timeout=WAIT_MS / 1000,
        configure=partial(_settle, schema),
        name=schema,
        open=False,
    )
    pool.open()
    return pool


def _settle(schema: str, connection: psycopg.Connection[Any]) -> None:
    connection.execute(hot_statements.SESSION.format(schema=schema).encode(), prepare=False)
    connection.prepare_threshold, connection.prepared_max = PREPARED_FROM, MOST_PREPARED
    # By their size numbers would be of three types, and each mix of them another prepared statement.
    connection.adapters.register_dumper(int, Int8Dumper)


def require_fit(connection: psycopg.Connection[Any]) -> None:
    """Refuses a server that could lose an acknowledged write, or cannot hold what this program stores.

    Raises:
        DurabilityError: it does not write through to the disk.
        DatabaseReadOnlyError: a standby, or it takes no writes.
        DatabaseUnfitError: too old, or not in UTF-8.
    """
    row: Any = connection.execute(hot_statements.STANDING.encode()).fetchone()
    fsync, pages, encoding, version, is_read_only = row
    if fsync != "on" or pages != "on":
        raise DurabilityError("PostgreSQL runs without fsync or full_page_writes: set both to on")
    if is_read_only:
        raise DatabaseReadOnlyError(str(DatabaseReadOnlyError.__doc__))
    if encoding != "UTF8" or version < OLDEST_SERVER:
        raise DatabaseUnfitError(str(DatabaseUnfitError.__doc__))
