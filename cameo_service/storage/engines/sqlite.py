"""SQLite: how a connection is opened, made durable, and its transactions begun and named in errors.

Statements are compiled for `SqliteConnection.dialect` (`statements.py`). `hot_statements.py` is the other place that
knows SQLite: its text is for this database alone.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cameo_service.storage.engines.errors import DatabaseDamagedError, DurabilityError

BUSY_TIMEOUT_MS = 5_000
"""How long a write waits for another process's write. A durable commit takes under 1 ms, so 5 s means trouble."""

DURABILITY = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
"""What every connection must report. synchronous 2 is FULL: a commit is on the disk before it returns."""

BEGIN_WRITE = "BEGIN IMMEDIATE"
"""Takes the write lock at once: a transaction that reads first and writes later would fail instead of waiting."""


OUT_OF_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
"""A full disk; a file at its largest. Either stands before the write is a whole one: nothing of it counts."""


DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY = 0xFF
"""The part of an extended result code that says which kind it is of."""


class SqliteConnection(sqlite3.Connection):
    """A connection that knows for what its statements are compiled."""

    dialect = "sqlite"
    """What statements are compiled for."""

    def is_missing_owner(self, error: Exception) -> bool:
        """Whether a write failed because the subject it is about does not exist."""
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY

    def is_out_of_room(self, error: BaseException) -> bool:
        """Whether a write failed because no byte more can be written, and nothing of it counts."""
        return getattr(error, "sqlite_errorcode", None) in OUT_OF_ROOM

    def deletable(self, text: str) -> str:
        """Apart from its row: SQLite leaves copies of rows in unused parts of pages."""
        from cameo_service.storage.tables.values import deletable  # noqa: PLC0415 - the watch starts without

        return deletable(text)

    def begin_read(self) -> None:
        """Begins a snapshot, of the moment of its first read."""
        self.execute("BEGIN")

    def begin_write(self) -> None:
        """Begins a transaction. Waits up to BUSY_TIMEOUT_MS while another process writes."""
        self.execute(BEGIN_WRITE)

    def empty_log(self, patience_ms: int = 0, /) -> bool:
        """See truncate_wal."""
        return truncate_wal(self, patience_ms)

    def rewrite(self, most_bytes: int, /) -> bool:
        """See the function of that name."""
        return rewrite(self, most_bytes)


def connect(path: Path) -> SqliteConnection:
    """A connection that begins and ends transactions only when told to. Any thread may use it, one at a time.

    Raises:
        DurabilityError: the file system or the build of SQLite does not honour a setting.
    """
    if not path.exists():
        # SQLite gives the WAL file the same permissions. Never where it exists: closing a descriptor of a file gives up
        # every lock that this process has on it, and a database without locks loses its log to the next that closes it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256, factory=SqliteConnection
    )
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    for name, value in DURABILITY.items():
        connection.execute(f"PRAGMA {name} = {value}")
    assert_durable(connection)
    return connection


def connect_reader(path: Path) -> SqliteConnection:
    """A connection of the same kind that cannot write."""
    connection = connect(path)
    connection.execute("PRAGMA query_only = 1")
    return connection


@contextmanager
def damage_named() -> Iterator[None]:
    """Names what SQLite says of a file whose pages it cannot read.

    Raises:
        DatabaseDamagedError: in place of that.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in DAMAGED:
            raise DatabaseDamagedError(str(DatabaseDamagedError.__doc__)) from error
        raise


@contextmanager
def look_at(path: Path) -> Iterator[SqliteConnection]:
    """A connection to a database that exists, for a look: it makes, changes and migrates nothing."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, factory=SqliteConnection)
    try:
        yield connection
    finally:
        connection.close()


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether the database's own check of its pages finds nothing wrong."""
    try:
        return [found for (found,) in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def assert_durable(connection: sqlite3.Connection) -> None:
    """Reads the settings back.

    Raises:
        DurabilityError: one differs.
    """
    for name, wanted in DURABILITY.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            message = f"SQLite reports {name} = {found}, needed is {wanted}: put the data directory on a local disk"
            raise DurabilityError(message)


def truncate_wal(connection: sqlite3.Connection, patience_ms: int = 0) -> bool:
    """Moves the write-ahead log into the database and empties it, so that overwritten content is nowhere left.

    Waits up to `patience_ms` for reads that still need the log, and no new one can need it meanwhile. False when one
    still does. Try again after a later write.
    """
    connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
    (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return not is_busy


MOST_REWRITTEN_BYTES = 64 * 1024 * 1024
"""A larger database is not rewritten while the service runs: no write is made meanwhile, no revocation either, which
is promised in seconds. 139 MB took 3.7 s on a very busy machine, so that 64 MiB take less than 2 s.
"""


NOT_REWRITTEN = (
    "A database has more than %d bytes and is not rewritten: texts of erased people may remain in unused parts of its"
    " pages. Stop the service and run VACUUM on it, as docs/operate.md says"
)


def rewrite(connection: sqlite3.Connection, most_bytes: int = MOST_REWRITTEN_BYTES) -> bool:
    """Writes the database anew, row by row, so that no copy of a deleted row is left in the unused part of a page.

    Returns whether it did: not if the database is larger than `most_bytes`.

    secure_delete clears a row where it stood last, and a page that is given back. What SQLite copied from page to page
    while the tree grew and shrank stays in unused parts until those pages are written again.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    if pages * page_bytes > most_bytes:
        return False
    connection.execute("VACUUM")
    return True


def has_log(path: Path) -> bool:
    """Whether anything stands in the write-ahead log of the database at `path`, whichever process wrote it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def copy_online(source: Path, target: Path) -> None:
    """Copies a database that others may write to: one snapshot, in one file without a log, on the disk when it returns.

    Writers go on meanwhile; what they delete stays in the log until the copy is made.

    Raises:
        sqlite3.Error, OSError: the copy could not be made, such as on a full disk.
    """
    os.close(os.open(target, os.O_CREAT | os.O_RDWR | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with look_at(source) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode = DELETE")
    descriptor = os.open(target, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_logs(path: Path) -> None:
    """Removes what belongs to a database file that is about to be replaced: its log would change the new one."""
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
