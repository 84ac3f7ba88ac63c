"""Refused attempts on their way to the activity feed: counted in memory, written by a thread of their own.

It keeps a check free of writes. A crash loses what was counted since the last write, a second's worth at most.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from threading import Event, Lock, Thread

from cameo_service.usecases.activity_ports import REFUSED, ActivityRow, Refusal
from cameo_service.usecases.ports import Store
from cameo_service.usecases.subject_ports import UnknownSubjectError
from consent.identity import SubjectId

LOG = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How often counts are written. With the write itself it stays below the second that may be lost."""

MOST_PENDING = 10_000
"""How many different refusals wait at most, about 5 MB. More within half a second are an attack: they are dropped."""

HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted as one: the key of the activity row."""

    owner: SubjectId
    actor: SubjectId | None
    reason: str
    hour: int


class RefusalLog:
    """See ports.Refusals. Counts from its making until `close`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._counts: Counter[_Counted] = Counter()
        self._latest: dict[_Counted, Refusal] = {}
        self._dropped = 0
        self._closing = Event()
        self._thread = Thread(target=self._run, name="refusal-log", daemon=True)
        self._thread.start()

    def note(self, refusal: Refusal) -> None:
        """Counts one attempt; never waits for the database."""
        self._count(refusal, 1)

    def flush(self) -> None:
        """Writes what was counted so far. Counts that cannot be written stay for the next time."""
        with self._lock:
            counts, latest, dropped = self._counts, self._latest, self._dropped
            self._counts, self._latest, self._dropped = Counter(), {}, 0
        if dropped:
            LOG.warning("%d refused attempts were not recorded: too many different ones at once", dropped)
        if not counts:
            return
        try:
            self._write(counts, latest)
        except Exception:
            LOG.exception("Refused attempts could not be recorded yet")
            for key, count in counts.items():
                self._count(latest[key], count)

    def close(self) -> None:
        """Stops the thread and writes the rest."""
        self._closing.set()
        self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._closing.wait(FLUSH_SECONDS):
            self.flush()

    def _count(self, refusal: Refusal, count: int) -> None:
        key = _Counted(refusal.owner, refusal.actor, refusal.reason, refusal.at_us // HOUR_US)
        with self._lock:
            if key not in self._counts and len(self._counts) >= MOST_PENDING:
                self._dropped += count
                return
            self._counts[key] += count
            self._latest[key] = refusal

    def _write(self, counts: Counter[_Counted], latest: dict[_Counted, Refusal]) -> None:
        with self._store.write() as transaction:
            revision = transaction.revision()
            for key, count in counts.items():
                try:
                    transaction.record_activity(_row(latest[key], revision, count))
                except UnknownSubjectError:
                    continue  # erased since: nobody is left to read it


def _row(refusal: Refusal, revision: int, count: int) -> ActivityRow:
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
