"""Recordings that were handed in before: recognised and remembered when an attempt is settled, forgotten after a year.

This is not part of the analysis, whose processes hold no database. It is part of the transaction that settles the
attempt, so that of two copies that are judged at the same moment at most one passes.
"""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.ports.recordings import RecordingWrites, SeenRecording
from cameo_service.usecases.ports.store import Store
from consent.identity import SubjectId
from liveness.checks.replay import is_copy
from liveness.measure.media_fingerprint import kept_keys, sought_keys
from liveness.observations import MediaFingerprint

CANDIDATES = 16
"""Recordings that are compared in full, 0.4 ms each. Different recordings share 1 key at most (299 pairs), copies of
5 s 1 to 14, longer ones more."""
REMEMBERED_US = 365 * 24 * 60 * 60 * 1_000_000
"""A year. An old copy answers fresh prompts by chance only (about 1 in a million), and a fingerprint is data about a
person: it is kept for as long as a stolen recording is likely to be tried, not for as long as it might be."""
FORGOTTEN_AT_ONCE = 20
"""Few enough that no other write waits for them, and more a day than a deployment records."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A recording with the numbers it is sought and kept by."""

    fingerprint: MediaFingerprint
    sought: frozenset[int]
    kept: frozenset[int]


def sighting(fingerprint: MediaFingerprint) -> Sighting:
    """Made before the transaction begins: it takes 10 to 50 ms that no other write should wait for."""
    return Sighting(fingerprint, sought_keys(fingerprint), kept_keys(fingerprint))


def came_before(memory: RecordingWrites, owner: SubjectId, seen: Sighting, now_us: int) -> bool:
    """Whether any person handed this recording in before. It is remembered from now on, whatever its verdict."""
    candidates = memory.like(seen.fingerprint.sha256, seen.sought, CANDIDATES)
    memory.remember(SeenRecording(owner, now_us, seen.fingerprint, seen.kept))
    return any(is_copy(seen.fingerprint, earlier) for earlier in candidates)


@dataclass(frozen=True, slots=True)
class SweepRecordings:
    """Forgets remembered recordings after a year. Run it every second; several processes may."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Forgets the oldest recordings past their time, a few at once; returns how many. Writes only if needed."""
        before_us = self.clock.utc_us() - REMEMBERED_US
        with self.store.read() as snapshot:
            if not snapshot.recordings.has_before(before_us):
                return 0
        with self.store.write() as transaction:
            return transaction.recordings.forget_before(before_us, FORGOTTEN_AT_ONCE)
