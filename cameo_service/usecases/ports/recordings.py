"""The recordings that were handed in, so that none counts twice. Decides nothing.

Part of `ports`: apart from the enrollments, because fingerprints are arrays and most processes load none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from consent.identity import SubjectId

if TYPE_CHECKING:  # arrays take a tenth of a second to import, and what only names them starts without
    from liveness.observations import MediaFingerprint


@dataclass(frozen=True, slots=True)
class SeenRecording:
    """One recording that was handed in. keys: what it is found by (`liveness.measure.fingerprint_keys`)."""

    owner: SubjectId
    seen_us: int
    fingerprint: "MediaFingerprint"
    keys: frozenset[int]


class RecordingReads(Protocol):
    """Reads of one moment."""

    def has_before(self, seen_us: int) -> bool:
        """Whether one that was seen before this time is still remembered."""


class RecordingWrites(RecordingReads, Protocol):
    """Reads and writes of one transaction, of recordings of every owner."""

    def like(self, sha256: bytes, keys: Collection[int], limit: int) -> "tuple[MediaFingerprint, ...]":
        """One recording of these very bytes if there is one, then at most `limit` that share the most keys."""

    def remember(self, seen: SeenRecording) -> None:
        """Keeps one more, of the same bytes too."""

    def forget(self, owner: SubjectId) -> int:
        """Deletes everything that was kept of one person's recordings; how many there were. Part of an erasure."""

    def forget_before(self, seen_us: int, limit: int) -> int:
        """Deletes the oldest that were seen before this time, at most `limit`; how many."""
