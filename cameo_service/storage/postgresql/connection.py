"""PostgreSQL: how transactions begin and end over a pool, and what its errors are called.

Writers stand in one line, as on SQLite: each write transaction first takes the writer's lock of the whole database,
and reads at READ COMMITTED after it, so that it sees all that was committed before. A read is one REPEATABLE READ
snapshot. So no transaction here fails to be serialized; what may fail is the way to the server (ADR 0052).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import ForeignKeyViolation, InFailedSqlTransaction
from psycopg.pq import TransactionStatus

from cameo_service.storage.postgresql import hot_statements
from cameo_service.storage.postgresql.sessions import LOST, NO_PRIMARY, WAIT_MS, WRITERS_LOCK, Pool
from cameo_service.usecases.ports.store import (
    CommitInDoubtError,
    DatabaseUnavailableError,
    TextUnstorableError,
)

IDLE_MS = 10_000
"""How long a write may pause between two statements, before the server undoes it: a process that hangs in the midst
must not keep all others from revoking. A statement takes a few milliseconds."""

UNAVAILABLE = "Try again in some seconds: the database cannot be reached, or takes no writes. Nothing was changed."
IN_DOUBT = "Repeat it with the same request id: the database was lost while this was committed, so it may have been."
UNSTORABLE = "Send texts without the character U+0000: they cannot be stored."
NOT_COMMITTED = "a statement of this transaction failed, so nothing of it may be committed"


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

    A snapshot ends with COMMIT: the driver forgets what it prepared after each ROLLBACK.

    A statement outside of a transaction is one of its own, and run once more when its connection turns out to be lost:
    all that run so read, or delete by key.

    Args:
        pool: lends connections.
        lock: what writes of this kind stand in line for.
        commit: how a write is committed.
    """

    dialect = "postgresql"
    """What statements are compiled for."""

    def __init__(self, pool: Pool, lock: tuple[int, int] = WRITERS_LOCK, commit: str = hot_statements.COMMIT) -> None:
        self._pool, self._commit_write = pool, commit.encode()
        self._begin_write = hot_statements.BEGIN_WRITE.format(lock=lock, wait_ms=WAIT_MS, idle_ms=IDLE_MS).encode()
        self._held: psycopg.Connection[Any] | None = None
        self._is_write = False

    def is_missing_owner(self, error: Exception) -> bool:
        """Whether a write failed because the subject it is about does not exist."""
        return isinstance(error, ForeignKeyViolation)

    def is_out_of_room(self, error: BaseException) -> bool:  # noqa: ARG002 - SQLite's
        """Never: `execute` and `commit` give that its name."""
        return False

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
        self._begin(hot_statements.BEGIN_READ.encode(), is_write=False)

    def begin_write(self) -> None:
        """Begins a transaction. Waits up to WAIT_MS while another one writes."""
        self._begin(self._begin_write, is_write=True)

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
            if self._is_write:
                raise InFailedSqlTransaction(NOT_COMMITTED)
            self.rollback()
            return
        self._held = None
        end = self._commit_write if self._is_write else hot_statements.COMMIT.encode()
        try:
            with _named_errors(CommitInDoubtError, IN_DOUBT):
                connection.execute(end, prepare=False)
        except CommitInDoubtError:
            if self._is_write:
                raise
            # What a snapshot was asked is answered already.
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

    def _begin(self, text: bytes, *, is_write: bool) -> None:
        if self._held is not None:
            raise psycopg.ProgrammingError("a transaction is open already: none can begin within a transaction")

        def begin(connection: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
            return connection.execute(text, prepare=False)

        def hold(connection: psycopg.Connection[Any]) -> None:
            self._held, self._is_write = connection, is_write

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
            if isinstance(error, NO_PRIMARY):
                connection.close()  # the next one may lead to the server that is the primary now
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
