"""What the store does on every engine: snapshots, one transaction at a time, and what each of them owes afterwards."""

import logging
import sqlite3
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TypeVar

from cameo_service.storage.engines.errors import StoresDoNotMatchError
from cameo_service.storage.history import StoredEntries, read_high_water
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.restrictions import make_words_ready
from cameo_service.storage.statements import Connection, Statement, Transactional, adding, given, same
from cameo_service.storage.transaction import StoredSnapshot, StoredTransaction
from cameo_service.storage.unit import OneStatement, Unit
from cameo_service.storage.written.expressions import delete, key_rows_in, rows_in, select
from cameo_service.usecases.ports.history import Deployment, Entries, HighWater, HistoryUnreconciledError
from cameo_service.usecases.ports.store import CommitInDoubtError, DatabaseUnavailableError
from consent.facts import SAFE_CEILINGS, Ceilings
from consent.terms import SubjectState

LOG = logging.getLogger(__name__)
NO_ROOM = "Try again in some minutes, and tell the operator: the database has no room. Nothing was changed."
Opened = TypeVar("Opened", bound=Unit)

_DEPLOYMENT, _KEY_DEPLOYMENT = rows_in("deployment"), key_rows_in("deployment")
_PEOPLE, _SALTS = rows_in("subjects"), key_rows_in("subject_salts")
_ENROLLMENTS, _KEYS = rows_in("enrollments"), key_rows_in("wrapped_keys")
_ITEMS = rows_in("sealed_items")

_IN_MAIN = Statement(select(_DEPLOYMENT.c.deployment_id, _DEPLOYMENT.c.incarnation))
_IN_KEYS = Statement(select(_KEY_DEPLOYMENT.c.deployment_id))
_BEGIN_MAIN, _BEGIN_KEYS = adding(_DEPLOYMENT), adding(_KEY_DEPLOYMENT)
_ANY_KEY = Statement(select(_KEYS.c.subject_id).limit(1))
_LIVING = Statement(
    select(_ITEMS.c.subject_id, _ENROLLMENTS.c.enrollment_id, _ITEMS.c.kind, _ITEMS.c.model_id).join(
        _ENROLLMENTS, _ENROLLMENTS.c.subject_id == _ITEMS.c.subject_id
    )
)
_IN_STATE = Statement(select(_PEOPLE.c.subject_id).where(*same(_PEOPLE, "state")))
_DESTROY_SALT = Statement(delete(_SALTS).where(_SALTS.c.subject_id == given("subject_id")))


def no_mark(high_water: HighWater) -> None:
    """For a store without a high-water mark."""


def no_watch() -> None:
    """For a store whose commits no watch waits for."""


def no_history(entries: Entries) -> None:
    """For a store without a published history."""


def begin(
    main: Transactional, keys: Transactional, random_bytes: Callable[[int], bytes], admit: Callable[[Entries], None]
) -> tuple[Deployment, WrappedKeys]:
    """What every start does once both databases have the newest schema, in one transaction.

    Decides which installation a new one is, and makes good what a crash or another version left: keys without an
    enrollment, salts of the erased, words that were folded otherwise.

    Raises:
        StoresDoNotMatchError: the two belong to different installations, or one of them is missing.
        Whatever `admit` raises, before anything is changed for good.
    """
    main.begin_write()
    try:
        deployment = _deployment(main, keys, random_bytes)
        admit(StoredEntries(main))
        wrapped = WrappedKeys(keys)
        wrapped.sweep(set(_LIVING.all(main)))
        _forget_erased(main, keys)
        make_words_ready(main)
        main.commit()
    except BaseException:
        main.rollback()
        raise
    return deployment, wrapped


def _deployment(main: Transactional, keys: Transactional, random_bytes: Callable[[int], bytes]) -> Deployment:
    """Reads who this installation is, or decides it where both databases are new: the keys' first, as always."""
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


def _forget_erased(main: Transactional, keys: Transactional) -> None:
    """Destroys salts that a crash left between the commit of an erasure and their own end."""
    erased = _IN_STATE.all(main, state=SubjectState.ERASED.value)
    _DESTROY_SALT.many(keys, [{"subject_id": subject} for (subject,) in erased])
    if erased:
        keys.empty_log()


class DatabaseStore(ABC):
    """See ports.Store.

    Args:
        writer: the one connection that this process writes with.
        keys, salts: of the keys' database.
        deployment: which installation this is.
    """

    def __init__(self, writer: Transactional, keys: WrappedKeys, salts: SubjectSalts, deployment: Deployment) -> None:
        self._writer, self._deployment = writer, deployment
        self._keys, self._salts = keys, salts
        self._write_lock = RLock()  # reentrant: a write within a write then fails instead of waiting for itself
        self._idle: deque[Transactional] = deque()
        self._is_log_stale = False  # replaced ciphertext is still in the write-ahead log
        self._mark: Callable[[HighWater], None] = no_mark
        self._is_unmarked = False  # something narrowed since the last mark
        self._wake = no_watch
        self._counts_guardians, self._ceilings = False, SAFE_CEILINGS
        self._is_closed = False
        self._is_stopped = False

    @abstractmethod
    def empty_logs(self) -> int:
        """Empties the write-ahead logs, where they are this program's to empty; how many held something and do not
        any more.
        """

    @abstractmethod
    def rewrite(self) -> None:
        """Leaves no deleted row in an unused part of a page, where that takes no longer than a revocation may wait."""

    @abstractmethod
    def _new_reader(self) -> Transactional:
        """A connection for snapshots."""

    @abstractmethod
    def _empty_log(self) -> bool:
        """Leaves nothing that was written over in the write-ahead log of the writer; False if that has to wait."""

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

    def open_live_to(self, ceilings: Ceilings) -> None:
        """From now on live captures of a bound identity may be opened this far, though no device attested them."""
        self._ceilings = ceilings

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
        except BaseException:
            connection.rollback()
            raise
        else:
            connection.commit()
        finally:
            self._give_back(connection)

    @contextmanager
    def glance(self) -> Iterator[StoredSnapshot]:
        """See ports.Store: one statement, without a transaction.

        Raises:
            HistoryUnreconciledError: see stop_serving.
        """
        self._require_serving()
        connection = self._reader()
        try:
            yield self._within(StoredSnapshot, OneStatement(connection))
        finally:
            self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[StoredTransaction]:
        """One transaction, on the disk when the block ends; nothing of it stays when the block raises.

        Raises:
            HistoryUnreconciledError: see stop_serving.
            CommitInDoubtError: the database was lost while it was committed.
            DatabaseUnavailableError: there is no room for it.
        """
        with self._write_lock:
            self._require_serving()
            self._writer.begin_write()
            unit = self._within(StoredTransaction, self._writer)
            try:
                yield unit
                self._writer.commit()
            except CommitInDoubtError:
                # It may be there, with its keys: the next sweep destroys them if it is not.
                self._owe_mark(unit)
                raise
            except BaseException as error:
                self._writer.rollback()
                self._destroy(unit.added, unit.added_items)
                if self._writer.is_out_of_room(error):
                    raise DatabaseUnavailableError(NO_ROOM) from error
                raise
            self._wake()
            if unit.has_destroyed or self._is_log_stale:
                self._destroy(unit.replaced, unit.dropped_items)
                self._is_log_stale = not self._empty_log()
            self._after(unit)

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
        self._owe_mark(unit)
        if self._is_unmarked:
            self._mark(read_high_water(self._writer))
            self._is_unmarked = False

    def _owe_mark(self, unit: Unit) -> None:
        self._is_unmarked = self._is_unmarked or unit.is_narrowing

    def _within(self, kind: type[Opened], connection: Connection) -> Opened:
        return kind(
            connection,
            self._keys,
            self._salts,
            counts_guardians=self._counts_guardians,
            ceilings=self._ceilings,
        )

    def _reader(self) -> Transactional:
        """An idle connection, which has its statements prepared already, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._new_reader()

    def _give_back(self, connection: Transactional) -> None:
        if self._is_closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _destroy(self, enrollments: list[tuple[bytes, bytes]], items: list[tuple[bytes, bytes, str, str]]) -> None:
        """Destroys keys of what is gone. The transaction is over: a failure here is left to the next sweep."""
        try:
            for subject, enrollment in enrollments:
                self._keys.destroy(subject, enrollment)
            if items:
                self._keys.destroy_items(items)
        except (sqlite3.Error, DatabaseUnavailableError):
            LOG.exception("Wrapped keys without enrollment were not destroyed; the next start destroys them")
