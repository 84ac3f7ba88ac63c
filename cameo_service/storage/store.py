"""The SQLite store: main.db for everything, keys.db for wrapped keys. Several processes may have it open at once."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from cameo_service.storage.errors import StoresDoNotMatchError
from cameo_service.storage.history_reader import read_high_water
from cameo_service.storage.migrate import KEYS, MAIN, migrate
from cameo_service.storage.snapshot import SqliteSnapshot
from cameo_service.storage.sqlite import BEGIN_WRITE, connect, connect_reader, truncate_wal
from cameo_service.storage.subject_salts import SubjectSalts
from cameo_service.storage.transaction import SqliteTransaction
from cameo_service.storage.wrapped_keys import WrappedKeys
from cameo_service.usecases.ports.deployment import Deployment
from cameo_service.usecases.ports.history import HighWater
from consent.terms import SubjectState

LOG = logging.getLogger(__name__)

MAIN_DATABASE = "main.db"
"""File of everything but wrapped keys and salts, inside the data directory."""


def no_mark(high_water: HighWater) -> None:
    """For a store whose high-water mark nobody keeps."""


def open_store(
    directory: Path, random_bytes: Callable[[int], bytes], admit: Callable[[HighWater], None] = no_mark
) -> "SqliteStore":
    """Opens the data directory, making it and its databases at first, and brings them to the newest schema.

    Args:
        directory: holds main.db and keys.db; on a local disk; made with mode 0700.
        random_bytes: gives that many unpredictable bytes, for the deployment id and salts.
        admit: raises when the database has lost something; asked before anything is changed for good.

    Raises:
        DurabilityError: a write could be lost after it was acknowledged.
        StoreTooNewError: a newer version of this program wrote the databases.
        StoresDoNotMatchError: main.db and keys.db belong to different installations, or one of them is missing.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    main, keys = connect(directory / MAIN_DATABASE), connect(directory / "keys.db")
    try:
        migrate(keys, KEYS)
        migrate(main, MAIN)
        main.execute(BEGIN_WRITE)
        deployment = _deployment(main, keys, random_bytes)
        admit(read_high_water(main))
        wrapped = WrappedKeys(keys)
        wrapped.sweep(set(main.execute("SELECT subject_id, enrollment_id FROM enrollments")))
        _forget_erased(main, keys)
        main.execute("COMMIT")
    except BaseException:
        main.close()
        keys.close()
        raise
    salts = SubjectSalts(connect(directory / "keys.db"), random_bytes)
    return SqliteStore(directory / MAIN_DATABASE, main, wrapped, salts, deployment)


def _deployment(main: sqlite3.Connection, keys: sqlite3.Connection, random_bytes: Callable[[int], bytes]) -> Deployment:
    """Reads who this installation is, or decides it where both databases are new: keys.db first, as always."""
    in_keys = keys.execute("SELECT deployment_id FROM deployment").fetchone()
    in_main = main.execute("SELECT deployment_id, incarnation FROM deployment").fetchone()
    if in_main is None:
        if in_keys is None:
            in_keys = (random_bytes(16),)
            keys.execute("INSERT INTO deployment (only, deployment_id) VALUES (1, ?)", in_keys)
        elif keys.execute("SELECT 1 FROM wrapped_keys").fetchone():
            raise StoresDoNotMatchError("keys.db holds keys but main.db is new: put the main.db of this keys.db back")
        in_main = (in_keys[0], 1)
        insert = "INSERT INTO deployment (only, deployment_id, incarnation, revision) VALUES (1, ?, ?, 0)"
        main.execute(insert, in_main)
    if in_keys is None or in_keys[0] != in_main[0]:
        raise StoresDoNotMatchError("keys.db is not the one that belongs to main.db: put the right one back")
    return Deployment(*in_main)


def _forget_erased(main: sqlite3.Connection, keys: sqlite3.Connection) -> None:
    """Destroys salts that a crash left between the commit of an erasure and their own end."""
    statement = "SELECT subject_id FROM subjects WHERE state = ?"
    erased = main.execute(statement, (SubjectState.ERASED.value,)).fetchall()
    keys.executemany("DELETE FROM subject_salts WHERE subject_id = ?", erased)
    if erased:
        truncate_wal(keys)


class SqliteStore:
    """See ports.Store. Made by open_store."""

    def __init__(
        self, path: Path, writer: sqlite3.Connection, keys: WrappedKeys, salts: SubjectSalts, deployment: Deployment
    ) -> None:
        self._path = path
        self._writer = writer
        self._keys = keys
        self._salts = salts
        self._deployment = deployment
        self._write_lock = RLock()  # reentrant: a write within a write then fails instead of waiting for itself
        self._idle: deque[sqlite3.Connection] = deque()
        self._is_log_stale = False  # replaced ciphertext is still in the write-ahead log
        self._mark: Callable[[HighWater], None] = no_mark
        self._is_unmarked = False  # something narrowed since the last mark
        self._counts_guardians = False
        self._is_closed = False

    def deployment(self) -> Deployment:
        """Which installation this is, and its incarnation."""
        return self._deployment

    def mark_narrowing_with(self, mark: Callable[[HighWater], None]) -> None:
        """From now on `mark` is called before a narrowing write returns; it returns when the mark is on the disk."""
        self._mark = mark

    def count_guardians(self) -> None:
        """From now on facts name the guardians of minors; before, a minor has none whatever is stored."""
        self._counts_guardians = True

    @contextmanager
    def read(self) -> Iterator[SqliteSnapshot]:
        """One snapshot, as new as the newest write that had returned when the block began."""
        connection = self._reader()
        connection.execute("BEGIN")
        try:
            yield SqliteSnapshot(connection, self._keys, counts_guardians=self._counts_guardians)
        finally:
            connection.execute("COMMIT")
            self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[SqliteTransaction]:
        """One transaction, on the disk when the block ends; nothing of it stays when the block raises."""
        with self._write_lock:
            self._writer.execute(BEGIN_WRITE)
            counts = self._counts_guardians
            transaction = SqliteTransaction(self._writer, self._keys, self._salts, counts_guardians=counts)
            try:
                yield transaction
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                self._destroy(transaction.added)
                raise
            if transaction.replaced or transaction.unlinked or transaction.has_overwritten or self._is_log_stale:
                self._destroy(transaction.replaced)
                self._is_log_stale = not truncate_wal(self._writer)
            self._after(transaction)

    def close(self) -> None:
        """Closes every connection; those in use when their block ends."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        with self._write_lock:
            self._writer.close()
        self._keys.close()
        self._salts.close()

    def _after(self, transaction: SqliteTransaction) -> None:
        """What a committed write still owes. A mark that fails is owed by the next write, its own repetition too."""
        for subject in transaction.unlinked:
            self._salts.destroy(subject)
        self._is_unmarked = self._is_unmarked or transaction.is_narrowing
        if self._is_unmarked:
            self._mark(read_high_water(self._writer))
            self._is_unmarked = False

    def _reader(self) -> sqlite3.Connection:
        """An idle connection, which has its statements prepared already, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return connect_reader(self._path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._is_closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _destroy(self, enrollments: list[tuple[bytes, bytes]]) -> None:
        """Destroys keys whose enrollment is gone. The transaction is over: a failure here is left to the next sweep."""
        try:
            for subject, enrollment in enrollments:
                self._keys.destroy(subject, enrollment)
        except sqlite3.Error:
            LOG.exception("Wrapped keys without enrollment were not destroyed; the next start destroys them")
