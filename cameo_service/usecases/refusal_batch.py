"""Counts refused attempts in memory and writes them out together, so that a refusal costs the database nothing.

Runs no thread: whoever serves calls `flush` at least once a second. A crash loses what was not flushed.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field, replace

from cameo_service.usecases.activity_kind import ActivityKind
from cameo_service.usecases.ports import ActivityRow, Refusal, Store, Transaction

HOUR_US = 60 * 60 * 1_000_000
MOST_PENDING = 10_000
"""Different refusals kept between two flushes; the one that would be more flushes first."""


@dataclass(slots=True)
class RefusalBatch:
    """A `Refusals` over a store. Safe to share between threads."""

    store: Store
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _pending: Counter[Refusal] = field(default_factory=Counter, repr=False)

    def note(self, refusal: Refusal) -> None:
        """Counts one attempt under (owner, actor, provider, reason, hour)."""
        with self._lock:
            self._pending[replace(refusal, at_us=refusal.at_us // HOUR_US * HOUR_US)] += 1
            full = len(self._pending) >= MOST_PENDING
        if full:
            self.flush()

    def flush(self) -> None:
        """Writes what was counted in one transaction; keeps it when that fails."""
        with self._lock:
            pending, self._pending = self._pending, Counter()
        if not pending:
            return
        try:
            with self.store.write() as transaction:
                _write(transaction, pending)
        except BaseException:
            with self._lock:
                self._pending += pending
            raise


def _write(transaction: Transaction, pending: Counter[Refusal]) -> None:
    """Draws no revision: a refusal changes nothing, and a moved revision would tell its caller that somebody exists."""
    revision = transaction.revision()
    for refusal, count in pending.items():
        row = ActivityRow(
            owner=refusal.owner,
            revision=revision,
            at_us=refusal.at_us,
            kind=ActivityKind.REFUSED,
            actor=refusal.actor,
            provider=refusal.provider,
            reason=refusal.reason,
            count=count,
        )
        transaction.record_activity(row)
