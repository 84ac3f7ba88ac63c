"""Makes erasures final: everybody else's keys move under a new key-encryption key, and all older ones are destroyed.

A backup of the databases from before an erasure still holds the erased person's wrapped keys. It opens nothing once no
key-encryption key of its time exists. Every step is written down before the next and may be done twice, so a crash
anywhere only makes the next run go on.
"""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.erasure import EncryptionKeys, ErasureRow, Rewrapper
from cameo_service.usecases.ports.store import Store

GATHERED_US = 3_600_000_000
"""How long an erasure waits for others, so that one rotation serves them all: an hour. Promised are 24 (design 6)."""
BATCH = 100
"""Enrollments whose keys are wrapped anew in one transaction, some milliseconds."""


@dataclass(frozen=True, slots=True)
class FinishErasures:
    """Run it every second; it seldom has anything to do."""

    store: Store
    clock: Clock
    keys: EncryptionKeys
    vault: Rewrapper

    def __call__(self) -> int:
        """Returns how many erasures became final.

        Steps: 1 a new key, which the erasures that there are await, 2 every key wrapped anew, 3 the end of older keys,
        4 the erasures are final. An erasure that comes meanwhile waits for the next rotation.

        Raises:
            SealBrokenError: a key does not open; nothing is destroyed until an operator looked.
        """
        with self.store.read() as snapshot:
            pending = snapshot.erasures.pending()
        if not pending or self.clock.utc_us() < pending[0].erased_us + GATHERED_US:
            return 0
        version = _awaited(pending) or self._begin()
        while self._rewrapped(version):
            pass
        return self._end(version)

    def _begin(self) -> int:
        """Step 1. Made under the database's lock: whatever was erased before it was sealed under older keys."""
        with self.store.write() as transaction:
            pending = transaction.erasures.pending()
            version = _awaited(pending)
            if version is None:  # another process may have begun since
                version = self.keys.add()
                for row in pending:
                    transaction.erasures.put(replace(row, awaits_version=version))
        return version

    def _rewrapped(self, version: int) -> int:
        """Step 2, a part of it."""
        with self.store.write() as transaction:
            return transaction.enrollments.rewrap_below(version, BATCH, self.vault.rewrap_enrollment)

    def _end(self, version: int) -> int:
        """Steps 3 and 4. Under the lock again: nothing can be sealed under an older key between look and deed."""
        with self.store.write() as transaction:
            if transaction.enrollments.rewrap_below(version, BATCH, self.vault.rewrap_enrollment):
                return 0
            self.keys.destroy_below(version)
            self.vault.forget_destroyed_keys()
            done = [row for row in transaction.erasures.pending() if row.awaits_version == version]
            now_us = self.clock.utc_us()
            for row in done:
                transaction.erasures.put(replace(row, final_us=now_us))
                transaction.everything.record(ActivityKind.ERASURE_FINAL, "", str(row.erasure_id), now_us)
        return len(done)


def _awaited(pending: tuple[ErasureRow, ...]) -> int | None:
    """The key of a rotation that began."""
    return max((row.awaits_version for row in pending if row.awaits_version is not None), default=None)
