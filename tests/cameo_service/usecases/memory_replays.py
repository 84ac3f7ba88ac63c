"""Recordings that the store in memory has seen."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from cameo_service.usecases.ports.replay import SeenRecording
from consent.identity import SubjectId
from liveness.observations import MediaFingerprint


@dataclass
class ReplayTables:
    recordings: list[SeenRecording] = field(default_factory=list)


class MemoryReplayReads:
    tables: Any

    def has_recordings_before(self, seen_us: int) -> bool:
        return any(seen.seen_us < seen_us for seen in self.tables.recordings)


class MemoryReplays(MemoryReplayReads):
    def _person(self, subject: SubjectId) -> object:
        raise NotImplementedError

    def recordings_like(self, sha256: bytes, keys: Collection[int], limit: int) -> tuple[MediaFingerprint, ...]:
        same = [seen for seen in self.tables.recordings if seen.fingerprint.sha256 == sha256]
        alike = [seen for seen in reversed(self.tables.recordings) if seen.keys & set(keys)]
        alike.sort(key=lambda seen: -len(seen.keys & set(keys)))
        return tuple(seen.fingerprint for seen in (*same[:1], *alike[:limit]))

    def remember_recording(self, seen: SeenRecording) -> None:
        self._person(seen.owner)
        self.tables.recordings.append(seen)

    def forget_recordings(self, owner: SubjectId) -> int:
        return self._forget([seen for seen in self.tables.recordings if seen.owner == owner])

    def forget_recordings_before(self, seen_us: int, limit: int) -> int:
        old: list[SeenRecording] = [seen for seen in self.tables.recordings if seen.seen_us < seen_us]
        return self._forget(sorted(old, key=lambda seen: seen.seen_us)[:limit])

    def _forget(self, gone: list[SeenRecording]) -> int:
        self.tables.recordings = [seen for seen in self.tables.recordings if not any(seen is one for one in gone)]
        return len(gone)
