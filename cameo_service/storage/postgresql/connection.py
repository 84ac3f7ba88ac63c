"""PostgreSQL: how connections are pooled, made durable, and their transactions begun and named in errors.

Writers stand in one line, as on SQLite: each write transaction first takes the writer's lock of the whole database,
and reads at READ COMMITTED after it, so that it sees all that was committed before. A read is one REPEATABLE READ
snapshot. So no transaction here fails to be serialized; what may fail is the way to the server (ADR 0052).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.errors import (
    ForeignKeyViolation,
    IdleInTransactionSessionTimeout,
    InFailedSqlTransaction,
    ReadOnlySqlTransaction,
)
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import ConnectionPool, PoolClosed

from cameo_service.storage.engines.errors import (
    DatabaseReadOnlyError,
    DatabaseUnfitError,
    DatabaseUnreachableError,
    DurabilityError,
)
from cameo_service.storage.postgresql import hot_statements
from cameo_service.usecases.ports.store import (
    CommitInDoubtError,
    DatabaseUnavailableError,
    TextUnstorableError,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

Pool = ConnectionPool[psycopg.Connection[Any]]

MAIN_SCHEMA, KEY_SCHEMA = "cameo", "cameo_keys"
"""What main.db and keys.db are on SQLite."""
CHANNEL = "cameo_written"
"""Told with each commit of a write, to wake the watch."""
SESSION_NAME = "cameo"
"""By which a session is known to be a service's."""

_CLASS = 0x63616D65
WRITERS_LOCK, KEY_WRITERS_LOCK, MIGRATION_LOCK, SEQUENCER_LOCK = [(_CLASS, number) for number in range(1, 5)]
"""Advisory locks of the database, as pairs of 32-bit numbers."""

WAIT_MS = 5_000
"""How long a write waits for another process's write, and a call for a connection; as long as on SQLite."""
IDLE_MS = 10_000
"""How long a write may pause between two statements, before the server undoes it: a process that hangs in the midst
must not keep all others from revoking. A statement takes a few milliseconds."""
MOST_CONNECTIONS, MOST_KEY_CONNECTIONS = 24, 4
"""Of one process: its threads for calls and recordings read at the same time, and no more do."""
OLDEST_SERVER = 140_000
"""PostgreSQL 14, as the server counts its versions."""
# A server that is gone without a word is noticed within 5 s: idle 2 s, then three probes.
_NOTICE_LOSS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}

UNAVAILABLE = "Try again in some seconds: the database cannot be reached, or takes no writes. Nothing was changed."
IN_DOUBT = "Repeat it with the same request id: the database was lost while this was committed, so it may have been."
UNSTORABLE = "Send texts without the character U+0000: they cannot be stored."
NOT_COMMITTED = "a statement of this transaction failed, so nothing of it may be committed"

LOST = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    IdleInTransactionSessionTimeout,
    ReadOnlySqlTransaction,
    PoolClosed,
)
"""What says that the server cannot be reached, ends, takes no writes, or has no room: nothing about the statement."""


class QuietCursor(psycopg.Cursor[Any]):
    """A cursor on which a statement without rows has none, as in every other driver; psycopg's own raises."""

    def fetchone(self) -> Any:
        """The next row; None at the end, and after a statement that has no rows."""
        return None if self.description is None else super().fetchone()


@cache
def postgresql_dialect() -> "Dialect":
    """PostgreSQL's spelling, as psycopg takes values."""
    from sqlalchemy.dialects.postgresql import psycopg as spelled  # noqa: PLC0415 - loaded when a statement is compiled

    return spelled.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped


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


@contextmanager
def _named_errors(
    lost: type[DatabaseUnavailableError] = DatabaseUnavailableError, said: str = UNAVAILABLE
) -> Iterator[None]:
    try:
        yield
    except LOST as error:
        raise lost(said) from error
    except psycopg.DataError as error:
        if error.sqlstate in {None, "22021"}:  # the driver's own word for U+0000, and the server's
            raise TextUnstorableError(UNSTORABLE) from error
        raise


class PostgresqlConnection:
    """Transactions over a pool: each has a connection from its begin to its end. For one thread at a time.

    A statement outside of a transaction is one of its own, and run once more when its connection turns out to be lost:
    all that run so read, or delete by key.

    Args:
        pool: lends connections.
        lock: what writes of this kind stand in line for.
        commit: how a write is committed.
    """

    def __init__(self, pool: Pool, lock: tuple[int, int] = WRITERS_LOCK, commit: str = hot_statements.COMMIT) -> None:
        self._pool, self._commit_write = pool, commit.encode()
        self._begin_write = hot_statements.BEGIN_WRITE.format(lock=lock, wait_ms=WAIT_MS, idle_ms=IDLE_MS).encode()
        self._held: psycopg.Connection[Any] | None = None
        self._end = hot_statements.COMMIT.encode()

    @property
    def dialect(self) -> "Dialect":
        """What statements are compiled for."""
        return postgresql_dialect()

    def is_missing_owner(self, error: Exception) -> bool:
        """Whether a write failed because the subject it is about does not exist."""
        return isinstance(error, ForeignKeyViolation)

    def deletable(self, text: str) -> str:
        """As it is: PostgreSQL keeps copies of rows until it is vacuumed, wherever a text stands."""
        return text

    def execute(self, text: str, values: Any = None, /) -> psycopg.Cursor[Any]:
        """Runs one statement.

        Raises:
            DatabaseUnavailableError, TextUnstorableError: see there.
        """
        return self._run(lambda connection: connection.execute(text.encode(), values))

    def executemany(self, text: str, values: Iterable[Any], /) -> psycopg.Cursor[Any]:
        """Runs one statement for each of several rows of values."""
        rows = list(values)

        def run(connection: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
            cursor = connection.cursor()
            cursor.executemany(text.encode(), rows)
            return cursor

        return self._run(run)

    def begin_read(self) -> None:
        """Begins a snapshot, of the moment of its first read."""
        self._begin(hot_statements.BEGIN_READ.encode(), hot_statements.COMMIT.encode())

    def begin_write(self) -> None:
        """Begins a transaction. Waits up to WAIT_MS while another one writes."""
        self._begin(self._begin_write, self._commit_write)

    def commit(self) -> None:
        """Ends the transaction; durable when it returns.

        Raises:
            CommitInDoubtError: the connection was lost meanwhile, so whether it was committed cannot be told.
            psycopg.errors.InFailedSqlTransaction: a statement had failed. PostgreSQL would answer COMMIT by undoing
                everything, without an error.
        """
        connection = self._held
        if connection is None:
            return
        if connection.info.transaction_status == TransactionStatus.INERROR:
            raise InFailedSqlTransaction(NOT_COMMITTED)
        self._held = None
        try:
            with _named_errors(CommitInDoubtError, IN_DOUBT):
                connection.execute(self._end, prepare=False)
        finally:
            self._pool.putconn(connection)

    def rollback(self) -> None:
        """Undoes the transaction, if one is open. What is lost with its connection is undone by the server."""
        connection, self._held = self._held, None
        if connection is not None:
            self._give_back(connection)

    def close(self) -> None:
        """Undoes what is open. The pool is another's to close."""
        self.rollback()

    def empty_log(self, patience_ms: int = 0, /) -> bool:  # noqa: ARG002 - SQLite's waits so long
        """There is nothing to empty: the server's write-ahead log is the operator's (docs/operate.md)."""
        return True

    def rewrite(self, most_bytes: int, /) -> bool:  # noqa: ARG002 - as above
        """PostgreSQL reuses the place of deleted rows by itself, and writing it anew would keep readers out."""
        return False

    def _run(self, run: Callable[[psycopg.Connection[Any]], psycopg.Cursor[Any]]) -> psycopg.Cursor[Any]:
        with _named_errors():
            if self._held is not None:
                return run(self._held)
            return self._lent(run, self._pool.putconn)

    def _begin(self, text: bytes, end: bytes) -> None:
        if self._held is not None:
            raise psycopg.ProgrammingError("a transaction is open already: none can begin within a transaction")

        def begin(connection: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
            return connection.execute(text, prepare=False)

        def hold(connection: psycopg.Connection[Any]) -> None:
            self._held, self._end = connection, end

        with _named_errors():
            self._lent(begin, hold)

    def _lent(
        self,
        run: Callable[[psycopg.Connection[Any]], psycopg.Cursor[Any]],
        after: Callable[[psycopg.Connection[Any]], None],
        *,
        is_repeated: bool = False,
    ) -> psycopg.Cursor[Any]:
        """Runs what can be run twice, once more after every lost connection of the pool was replaced."""
        connection = self._pool.getconn()
        try:
            ran = run(connection)
        except BaseException as error:
            is_lost = isinstance(error, LOST) and connection.closed
            self._give_back(connection)
            if is_repeated or not is_lost:
                raise
        else:
            after(connection)
            return ran
        self._pool.check()
        return self._lent(run, after, is_repeated=True)

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        try:
            connection.rollback()
        except LOST:
            connection.close()
        finally:
            self._pool.putconn(connection)
