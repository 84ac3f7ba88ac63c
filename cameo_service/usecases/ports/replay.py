"""Recordings that were handed in, by what they are known by when they come again. Decides nothing.

Part of `ports`: recordings are looked for in transactions, since whoever looks also adds what was looked for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from consent.identity import SubjectId
from liveness.observations import MediaFingerprint


@dataclass(frozen=True, slots=True)
class SeenRecording:
    """One recording somebody handed in. keys: what it is found by (`liveness.measure.media_fingerprint`)."""

    owner: SubjectId
    seen_us: int
    fingerprint: MediaFingerprint
    keys: frozenset[int]


class ReplayReads(Protocol):
    """Reads of one moment."""

    def has_recordings_before(self, seen_us: int) -> bool:
        """Whether one that was seen before this time is still remembered."""


class ReplayMemory(Protocol):
    """Reads and writes of one transaction, whoever handed the recordings in."""

    def recordings_like(self, sha256: bytes, keys: Collection[int], limit: int) -> tuple[MediaFingerprint, ...]:
        """One recording of these very bytes if there is one, then at most `limit` that share the most keys."""

    def remember_recording(self, seen: SeenRecording) -> None:
        """Keeps one more, of the same bytes too."""

    def forget_recordings(self, owner: SubjectId) -> int:
        """Deletes everything that was kept of one person's recordings; how many there were. Part of an erasure."""

    def forget_recordings_before(self, seen_us: int, limit: int) -> int:
        """Deletes the oldest that were seen before this time, at most `limit`; how many."""
