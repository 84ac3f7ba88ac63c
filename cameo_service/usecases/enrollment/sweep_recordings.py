"""What time does to remembered recordings: they are forgotten."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.ports.store import Store

REMEMBERED_US = 365 * 24 * 60 * 60 * 1_000_000
"""A year. An old copy answers fresh prompts by chance only (about 1 in a million), and a fingerprint is data about a
person: it is kept for as long as a stolen recording is likely to be tried, not for as long as it might be."""
FORGOTTEN_AT_ONCE = 20
"""Few enough that no other write waits for them, and more a day than a deployment records."""


@dataclass(frozen=True, slots=True)
class SweepRecordings:
    """Run it every second. Several processes may."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Forgets the oldest of what is too old; returns how many. Writes only if there is a need."""
        before_us = self.clock.utc_us() - REMEMBERED_US
        with self.store.read() as snapshot:
            if not snapshot.recordings.has_before(before_us):
                return 0
        with self.store.write() as transaction:
            return transaction.recordings.forget_before(before_us, FORGOTTEN_AT_ONCE)
