"""The SQLite store: main.db for everything, keys.db for wrapped keys. Several processes may have it open at once."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TypeVar

from sqlalchemy import delete, select

from cameo_service.storage.engines.errors import StoresDoNotMatchError
from cameo_service.storage.engines.migrate import KEYS, MAIN, migrate
from cameo_service.storage.engines.sqlite import (
    MOST_REWRITTEN_BYTES,
    NOT_REWRITTEN,
    SqliteConnection,
    connect,
    connect_reader,
    has_log,
    rewrite,
    truncate_wal,
)
from cameo_service.storage.history import StoredEntries, read_high_water
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.restrictions import make_words_ready
from cameo_service.storage.statements import Statement, adding, given, same
from cameo_service.storage.tables.base import rows_of
from cameo_service.storage.tables.deployment import DeploymentTable
from cameo_service.storage.tables.enrollments import EnrollmentTable
from cameo_service.storage.tables.keys import KeyDeploymentTable, SubjectSaltTable, WrappedKeyTable
from cameo_service.storage.tables.people import SubjectTable
from cameo_service.storage.transaction import StoredSnapshot, StoredTransaction
from cameo_service.storage.unit import Unit
from cameo_service.usecases.ports.history import Deployment, Entries, HighWater, HistoryUnreconciledError
from consent.facts import LIVE_BY_DEFAULT
from consent.terms import Audience, SubjectState

LOG = logging.getLogger(__name__)
Opened = TypeVar("Opened", bound=Unit)

MAIN_DATABASE = "main.db"
"""File of everything but wrapped keys and salts, inside the data directory."""
KEY_DATABASE = "keys.db"
"""File of wrapped keys and salts, beside it."""
LOG_PATIENCE_MS = 20
"""How long the emptying of a log waits for reads, and lets writes wait: a read takes a few milliseconds."""

_DEPLOYMENT, _KEY_DEPLOYMENT = rows_of(DeploymentTable), rows_of(KeyDeploymentTable)
_PEOPLE, _SALTS = rows_of(SubjectTable), rows_of(SubjectSaltTable)
_ENROLLMENTS, _KEYS = rows_of(EnrollmentTable), rows_of(WrappedKeyTable)

_IN_MAIN = Statement(select(_DEPLOYMENT.c.deployment_id, _DEPLOYMENT.c.incarnation))
_IN_KEYS = Statement(select(_KEY_DEPLOYMENT.c.deployment_id))
_BEGIN_MAIN, _BEGIN_KEYS = adding(_DEPLOYMENT), adding(_KEY_DEPLOYMENT)
_ANY_KEY = Statement(select(_KEYS.c.subject_id).limit(1))
_LIVING = Statement(select(_ENROLLMENTS.c.subject_id, _ENROLLMENTS.c.enrollment_id))
_IN_STATE = Statement(select(_PEOPLE.c.subject_id).where(*same(_PEOPLE, "state")))
_DESTROY_SALT = Statement(delete(_SALTS).where(_SALTS.c.subject_id == given("subject_id")))


def no_mark(high_water: HighWater) -> None:
    """For a store without a high-water mark."""


def no_watch() -> None:
    """For a store whose commits no watch waits for."""


def no_history(entries: Entries) -> None:
    """For a store without a published history."""


def open_store(
    directory: Path, random_bytes: Callable[[int], bytes], admit: Callable[[Entries], None] = no_history
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
    main, keys = connect(directory / MAIN_DATABASE), connect(directory / KEY_DATABASE)
    try:
        migrate(keys, KEYS)
        migrate(main, MAIN)
        main.begin_write()
        deployment = _deployment(main, keys, random_bytes)
        admit(StoredEntries(main))
        wrapped = WrappedKeys(keys)
        wrapped.sweep(set(_LIVING.all(main)))
        _forget_erased(main, keys)
        make_words_ready(main)
        main.commit()
    except BaseException:
        main.close()
        keys.close()
        raise
    salts = SubjectSalts(connect(directory / KEY_DATABASE), random_bytes)
    return SqliteStore(directory / MAIN_DATABASE, main, wrapped, salts, deployment)


def _deployment(main: SqliteConnection, keys: SqliteConnection, random_bytes: Callable[[int], bytes]) -> Deployment:
    """Reads who this installation is, or decides it where both databases are new: keys.db first, as always."""
    in_keys = _IN_KEYS.one(keys)
    in_main = _IN_MAIN.one(main)
    if in_main is None:
        if in_keys is None:
            in_keys = (random_bytes(16),)
            _BEGIN_KEYS.run(keys, only=1, deployment_id=in_keys[0])
        elif _ANY_KEY.one(keys):
            raise StoresDoNotMatchError("keys.db holds keys but main.db is new: put the main.db of this keys.db back")
        in_main = (in_keys[0], 1)
        named = {"deployment_id": in_main[0], "incarnation": in_main[1]}
        _BEGIN_MAIN.run(main, only=1, **named, revision=0, frozen=0, global_epoch=0)
    if in_keys is None or in_keys[0] != in_main[0]:
        raise StoresDoNotMatchError("keys.db is not the one that belongs to main.db: put the right one back")
    return Deployment(*in_main)


def _forget_erased(main: SqliteConnection, keys: SqliteConnection) -> None:
    """Destroys salts that a crash left between the commit of an erasure and their own end."""
    erased = _IN_STATE.all(main, state=SubjectState.ERASED.value)
    _DESTROY_SALT.many(keys, [{"subject_id": subject} for (subject,) in erased])
    if erased:
        truncate_wal(keys)


class SqliteStore:
    """See ports.Store. Made by open_store."""

    def __init__(
        self, path: Path, writer: SqliteConnection, keys: WrappedKeys, salts: SubjectSalts, deployment: Deployment
    ) -> None:
        self._path = path
        self._writer = writer
        self._keys = keys
        self._salts = salts
        self._deployment = deployment
        self._write_lock = RLock()  # reentrant: a write within a write then fails instead of waiting for itself
        self._idle: deque[SqliteConnection] = deque()
        self._is_log_stale = False  # replaced ciphertext is still in the write-ahead log
        self._mark: Callable[[HighWater], None] = no_mark
        self._is_unmarked = False  # something narrowed since the last mark
        self._wake = no_watch
        self._counts_guardians, self._live_ceiling = False, LIVE_BY_DEFAULT
        self._is_closed = False
        self._is_stopped = False

    def deployment(self) -> Deployment:
        """Which installation this is, and its incarnation."""
        return self._deployment

    def mark_narrowing_with(self, mark: Callable[[HighWater], None]) -> None:
        """From now on `mark` is called before a narrowing write returns; it returns when the mark is on the disk."""
        self._mark = mark

    def wake_with(self, wake: Callable[[], None]) -> None:
        """From now on `wake` is called after each commit, before anything else that it owes; it never waits."""
        self._wake = wake

    def count_guardians(self) -> None:
        """From now on facts name the guardians of minors; before, a minor has none whatever is stored."""
        self._counts_guardians = True

    def open_live_to(self, audience: Audience) -> None:
        """From now on a live capture of a bound identity may be opened this far, though no device attested it."""
        self._live_ceiling = audience

    def stop_serving(self) -> None:
        """From now on every read and write raises HistoryUnreconciledError."""
        self._is_stopped = True

    @contextmanager
    def read(self) -> Iterator[StoredSnapshot]:
        """One snapshot, as new as the newest write that had returned when the block began.

        Raises:
            HistoryUnreconciledError: see stop_serving.
        """
        self._require_serving()
        connection = self._reader()
        connection.begin_read()
        try:
            yield self._within(StoredSnapshot, connection)
        finally:
            connection.commit()
            self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[StoredTransaction]:
        """One transaction, on the disk when the block ends; nothing of it stays when the block raises.

        Raises:
            HistoryUnreconciledError: see stop_serving.
        """
        with self._write_lock:
            self._require_serving()
            self._writer.begin_write()
            unit = self._within(StoredTransaction, self._writer)
            try:
                yield unit
                self._writer.commit()
            except BaseException:
                self._writer.rollback()
                self._destroy(unit.added)
                raise
            self._wake()
            if unit.replaced or unit.unlinked or unit.has_overwritten or self._is_log_stale:
                self._destroy(unit.replaced)
                self._is_log_stale = not truncate_wal(self._writer)
            self._after(unit)

    def empty_logs(self) -> int:
        """Empties the write-ahead logs, so that what was deleted or written over is on the disk nowhere.

        Run it every second: then that is so 2 seconds after the commit, unless one read takes longer. A log that a
        process left behind when it died is emptied, too. Returns how many logs held something and are empty now.
        """
        emptied = 0
        if has_log(self._path):
            with self._write_lock:
                emptied += truncate_wal(self._writer, LOG_PATIENCE_MS)
        if has_log(self._path.with_name(KEY_DATABASE)):
            emptied += self._keys.truncate_log(LOG_PATIENCE_MS)
        return emptied

    def rewrite(self, most_bytes: int = MOST_REWRITTEN_BYTES) -> None:
        """Writes a database of at most `most_bytes` anew, so that deleted rows are in no unused part of a page.

        No write is made meanwhile: it takes as long as copying the file, and as much room on the disk again.
        """
        with self._write_lock:
            is_main_rewritten = rewrite(self._writer, most_bytes)
        if not self._keys.rewrite(most_bytes) or not is_main_rewritten:
            LOG.warning(NOT_REWRITTEN, most_bytes)
        self.empty_logs()

    def close(self) -> None:
        """Closes every connection; those in use when their block ends."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        with self._write_lock:
            self._writer.close()
        self._keys.close()
        self._salts.close()

    def _require_serving(self) -> None:
        if self._is_stopped:
            raise HistoryUnreconciledError

    def _after(self, unit: Unit) -> None:
        """What a committed write still owes. A mark that fails is owed by the next write, its own repetition too."""
        for subject in unit.unlinked:
            self._salts.destroy(subject)
        self._is_unmarked = self._is_unmarked or unit.is_narrowing
        if self._is_unmarked:
            self._mark(read_high_water(self._writer))
            self._is_unmarked = False

    def _within(self, kind: type[Opened], connection: SqliteConnection) -> Opened:
        return kind(
            connection,
            self._keys,
            self._salts,
            counts_guardians=self._counts_guardians,
            live_ceiling=self._live_ceiling,
        )

    def _reader(self) -> SqliteConnection:
        """An idle connection, which has its statements prepared already, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return connect_reader(self._path)

    def _give_back(self, connection: SqliteConnection) -> None:
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
