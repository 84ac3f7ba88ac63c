"""Recordings that were handed in: looked up by content, kept, forgotten."""

import json
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cameo_service.storage.outbox_writes import OutboxWrites
from cameo_service.usecases.ports.replay import SeenRecording
from consent.identity import SubjectId
from liveness.measure.media_fingerprint import PICTURE_CURVES, SOUND_CURVES, Curves
from liveness.observations import MediaFingerprint

_KEY = np.dtype(">u4")
_HITS = 50_000
"""Rows of keys that are counted at most. 3,600 keys hit 12,000 rows of a million recordings (measured)."""

_OF_THESE_BYTES = "SELECT sha256, pictures, sound FROM seen_recordings WHERE sha256 = ? LIMIT 1"
_SHARING_MOST = (
    "SELECT sha256, pictures, sound FROM"
    " (SELECT recording_id, COUNT(*) AS shared FROM"
    " (SELECT recording_id FROM recording_keys WHERE key IN (SELECT value FROM json_each(?)) LIMIT ?)"
    " GROUP BY recording_id ORDER BY shared DESC, recording_id DESC LIMIT ?)"
    " JOIN seen_recordings USING (recording_id) ORDER BY shared DESC, recording_id DESC"
)
_ALL_OF_OWNER = "DELETE FROM seen_recordings WHERE owner = ? RETURNING recording_id, keys"
_OLDEST = (
    "DELETE FROM seen_recordings WHERE recording_id IN"
    " (SELECT recording_id FROM seen_recordings WHERE seen_us < ? ORDER BY seen_us LIMIT ?)"
    " RETURNING recording_id, keys"
)


class ReplayWrites(OutboxWrites):
    """The part of ports.Transaction that remembers recordings."""

    def recordings_like(self, sha256: bytes, keys: Collection[int], limit: int) -> tuple[MediaFingerprint, ...]:
        """Two statements, whatever is found."""
        same = self._connection.execute(_OF_THESE_BYTES, (sha256,)).fetchall()
        alike = self._connection.execute(_SHARING_MOST, (json.dumps(sorted(keys)), _HITS, limit)).fetchall()
        return tuple(_fingerprint(row) for row in (*same, *alike))

    def remember_recording(self, seen: SeenRecording) -> None:
        """A row, and one for each key."""
        kept = np.array(sorted(seen.keys), _KEY)
        fingerprint = seen.fingerprint
        recording_id = self._about_owner(
            "INSERT INTO seen_recordings (owner, seen_us, sha256, pictures, sound, keys) VALUES (?, ?, ?, ?, ?, ?)"
            " RETURNING recording_id",
            (
                seen.owner.bytes,
                seen.seen_us,
                fingerprint.sha256,
                fingerprint.pictures.tobytes(),
                fingerprint.sound.tobytes(),
                kept.tobytes(),
            ),
        )
        statement = "INSERT INTO recording_keys (key, recording_id) VALUES (?, ?)"
        self._connection.executemany(statement, [(int(key), recording_id) for key in kept])

    def forget_recordings(self, owner: SubjectId) -> int:
        """All of one owner."""
        return self._forget(_ALL_OF_OWNER, (owner.bytes,))

    def forget_recordings_before(self, seen_us: int, limit: int) -> int:
        """The oldest first."""
        return self._forget(_OLDEST, (seen_us, limit))

    def _forget(self, removal: str, values: tuple[object, ...]) -> int:
        gone = self._connection.execute(removal, values).fetchall()
        for recording_id, keys in gone:
            statement = "DELETE FROM recording_keys WHERE key = ? AND recording_id = ?"
            pairs = [(int(key), recording_id) for key in np.frombuffer(keys, _KEY)]
            self._connection.executemany(statement, pairs)
        return len(gone)


def _fingerprint(row: tuple[Any, ...]) -> MediaFingerprint:
    sha256, pictures, sound = row
    return MediaFingerprint(sha256, _curves(pictures, PICTURE_CURVES), _curves(sound, SOUND_CURVES))


def _curves(stored: bytes, count: int) -> Curves:
    curves: NDArray[np.int8] = np.frombuffer(stored, np.int8)
    return curves.reshape(count, -1)
