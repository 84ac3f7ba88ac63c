"""What becomes of attempts whose process died: each process says of its own that they live, and ends the silent ones.

No clock of one machine is compared with another's. A process counts its own looks that succeeded: while the database is
away none beats and none looks, so no attempt ends for that (ADR 0065).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from cameo_service.usecases.enrollment.attempt import Attempt, Attempts
from cameo_service.usecases.ports.enrollment import AttemptId, RunningAttempt
from cameo_service.usecases.ports.store import Store

BEAT_S = 2.0
"""Pause between two beats, and between two looks."""
SILENT_LOOKS = 5
"""So many looks without a new beat, and the attempt is over: 10 to 14 s after its process died. A beat waits for
another process's write for 5 s at most, so one that lives is not missed."""


@dataclass(frozen=True, slots=True)
class Heartbeats:
    """The attempts of this process. Safe for many threads."""

    _running: set[AttemptId] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def of(self, attempt: Attempt) -> Iterator[None]:
        """The attempt lives while the block runs."""
        with self._lock:
            self._running.add(attempt.attempt_id)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(attempt.attempt_id)

    def beat(self, store: Store) -> int:
        """Says of each that it lives; run it every BEAT_S. Writes nothing while none runs. Returns how many do."""
        with self._lock:
            running = tuple(self._running)
        if running:
            with store.write() as transaction:
                transaction.sessions.beat(running)
        return len(running)


@dataclass(slots=True)
class EndSilentAttempts:
    """Ends attempts whose process has said nothing for SILENT_LOOKS looks. For one thread."""

    attempts: Attempts
    _silent: dict[AttemptId, tuple[int, int]] = field(default_factory=dict)
    """By attempt: its beats, and how many looks ago they were new."""

    def __call__(self) -> int:
        """One look; run it every BEAT_S. Returns how many attempts were ended."""
        with self.attempts.store.read() as snapshot:
            running = snapshot.sessions.running()
        self._silent = {one.attempt_id: (one.beats, self._looks(one)) for one in running}
        return sum(self.attempts.end_lost(one) for one in running if self._silent[one.attempt_id][1] >= SILENT_LOOKS)

    def _looks(self, one: RunningAttempt) -> int:
        beats, looks = self._silent.get(one.attempt_id, (None, 0))
        return looks + 1 if beats == one.beats else 0
