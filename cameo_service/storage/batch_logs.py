"""Notes on their way to the database: counted in memory, written by a thread of their own.

It keeps a check free of writes. A crash loses what was noted since the last write, a second's worth at most.
"""

import logging
from collections.abc import Callable, Hashable, Iterable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from cameo_service.storage.activity import Activity
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.usecases.ports.activity import REFUSED, ActivityKind, ActivityRow, Refusal
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.render_grant import RenderGrantClaims
from consent.verdict import Reason

LOG = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How often notes are written. With the write itself it stays below the second that may be lost."""

MOST_REFUSALS = 10_000
"""About 5 MB. More different ones within half a second are a flood."""

MOST_ISSUED = 20_000
"""About 20 MB: several seconds of all that one process can check."""

HOUR_US = 3_600_000_000

Note = TypeVar("Note")


class BatchLog(Generic[Note]):
    """Takes notes from its making until `close`.

    Args:
        what: names the notes in the operator's log.
        most_pending: how many different notes wait at most. More within half a second are dropped, and told.
        key_of: notes with the same key are one, with a count; the newest of them stands for all.
        write: writes (note, count) pairs; when it raises, they stay for the next time.
    """

    def __init__(
        self,
        what: str,
        most_pending: int,
        key_of: Callable[[Note], Hashable],
        write: Callable[[Iterable[tuple[Note, int]]], None],
    ) -> None:
        self._what = what
        self._most_pending = most_pending
        self._key_of = key_of
        self._write = write
        self._lock = Lock()
        self._pending: dict[Hashable, tuple[Note, int]] = {}
        self._dropped = 0
        self._closing = Event()
        self._thread = Thread(target=self._run, name=f"{what} log", daemon=True)
        self._thread.start()

    def note(self, note: Note) -> None:
        """Counts one; never waits for the database."""
        key = self._key_of(note)
        with self._lock:
            if key not in self._pending and len(self._pending) >= self._most_pending:
                self._dropped += 1
                return
            _, count = self._pending.get(key, (note, 0))
            self._pending[key] = note, count + 1

    def flush(self) -> None:
        """Writes what was noted so far."""
        with self._lock:
            pending, self._pending = self._pending, {}
            dropped, self._dropped = self._dropped, 0
        if dropped:
            LOG.warning("%d %s were not written: too many at once", dropped, self._what)
        if not pending:
            return
        try:
            self._write(pending.values())
        except Exception:
            LOG.exception("%s could not be written yet", self._what)
            self._put_back(pending)

    def close(self) -> None:
        """Stops the thread and writes the rest."""
        self._closing.set()
        self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._closing.wait(FLUSH_SECONDS):
            self.flush()

    def _put_back(self, earlier: dict[Hashable, tuple[Note, int]]) -> None:
        """Before what was noted since, so that notes are written in their order."""
        with self._lock:
            for key, (note, count) in self._pending.items():
                earlier[key] = note, count + earlier.get(key, (note, 0))[1]
            self._pending = earlier


class RefusalLog(BatchLog[Refusal]):
    """Refused attempts on their way to the activity feed, where each hour has one line for an actor and a reason.

    Those at unknown people are counted like others and not written: no such person could read them.

    See ports.activity.Refusals. Counts from its making until `close`.
    """

    def __init__(self, store: Store, most_pending: int = MOST_REFUSALS) -> None:
        self._store = store
        super().__init__("refused attempts", most_pending, _line_of, self._record)

    def _record(self, counted: Iterable[tuple[Refusal, int]]) -> None:
        known = [noted for noted in counted if noted[0].reason != Reason.UNKNOWN_SUBJECT]
        if not known:
            return
        with self._store.write() as transaction:
            revision = transaction.revision()
            for refusal, count in known:
                try:
                    transaction.activity.record(_refused_line(refusal, revision, count))
                    for words in refusal.names:
                        transaction.names.count_refused(refusal.owner, words, count)
                except UnknownSubjectError:
                    continue  # erased since: no reader is left


def _line_of(refusal: Refusal) -> Hashable:
    """The key of the activity row, and the names that refused."""
    return refusal.owner, refusal.actor, refusal.reason, refusal.at_us // HOUR_US, refusal.names


def _refused_line(refusal: Refusal, revision: int, count: int) -> ActivityRow:
    return ActivityRow(
        owner=refusal.owner,
        revision=revision,
        at_us=refusal.at_us,
        kind=REFUSED,
        actor=refusal.actor,
        provider=refusal.provider,
        reason=refusal.reason,
        count=count,
    )


class IssuedLog(BatchLog[RenderGrantClaims]):
    """Issued render grants on their way to the history: a leaf for each person of a grant, none in the activity feed.

    A crash loses what was issued in the last second; a grant that is used leaves a fetch behind, in its own
    transaction. See recorded_signer.IssuedGrants. Takes notes from its making until `close`.
    """

    def __init__(self, store: DatabaseStore, most_pending: int = MOST_ISSUED) -> None:
        self._store = store
        super().__init__("issued grants", most_pending, lambda claims: claims.render_grant_id, self._record)

    def _record(self, issued: Iterable[tuple[RenderGrantClaims, int]]) -> None:
        with self._store.write() as transaction:
            revision = transaction.revision()
            for row in (row for claims, _ in issued for row in _issued_lines(claims, revision)):
                try:
                    Activity(transaction).record_leaf(row)
                except UnknownSubjectError:
                    continue  # erased since: no reader is left


def _issued_lines(claims: RenderGrantClaims, revision: int) -> list[ActivityRow]:
    """`reason` is the id of the render grant."""
    reason = str(claims.render_grant_id)
    return [
        ActivityRow(
            granted.subject,
            revision,
            claims.issued_us,
            ActivityKind.ISSUED,
            claims.requester,
            claims.audience,
            reason,
            1,
        )
        for granted in claims.subjects
    ]
