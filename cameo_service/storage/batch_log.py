"""Notes on their way to the database: counted in memory, written by a thread of their own.

It keeps a check free of writes. A crash loses what was noted since the last write, a second's worth at most.
"""

import logging
from collections.abc import Callable, Hashable, Iterable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

LOG = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How often notes are written. With the write itself it stays below the second that may be lost."""

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
