"""Recordings that were handed in, as fingerprints: looked up by content, kept, forgotten."""

import json
import struct
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cameo_service.storage.hot_statements import RECORDINGS_SHARING_MOST
from cameo_service.storage.postgresql import hot_statements as of_postgresql
from cameo_service.storage.statements import Insert, Statement, adding, building, given, prepared_text, same
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, rows_in, select
from cameo_service.usecases.ports.recordings import SeenRecording
from consent.identity import SubjectId

if TYPE_CHECKING:
    from liveness.observations import MediaFingerprint

_SEEN, _KEYS = rows_in("seen_recordings"), rows_in("recording_keys")
_KEY_BYTES = 4
_HITS = 50_000
"""Rows of keys that are counted at most. 3,600 keys hit 12,000 rows of a million recordings (measured)."""


def _add(insert: Insert) -> Any:
    row = {column.name: given(column.name) for column in _SEEN.c if not column.primary_key}
    return insert(_SEEN).values(row).returning(_SEEN.c.recording_id)


_ADD = building(_add)
_ADD_KEY = adding(_KEYS)
_END_KEY = Statement(delete(_KEYS).where(*same(_KEYS, "key", "recording_id")))
_ANY_BEFORE = Statement(select(_SEEN.c.recording_id).where(_SEEN.c.seen_us < given("seen_us")).limit(1))
_OF_THESE_BYTES = Statement(
    select(_SEEN.c.sha256, _SEEN.c.pictures, _SEEN.c.sound).where(*same(_SEEN, "sha256")).limit(1)
)
_SHARING_MOST = prepared_text(RECORDINGS_SHARING_MOST, of_postgresql.RECORDINGS_SHARING_MOST)
_END_OF_OWNER = Statement(delete(_SEEN).where(*same(_SEEN, "owner")).returning(_SEEN.c.recording_id, _SEEN.c["keys"]))
_OLDEST = (
    select(_SEEN.c.recording_id)
    .where(_SEEN.c.seen_us < given("seen_us"))
    .order_by(_SEEN.c.seen_us)
    .limit(given("limit"))
)
_END_OLDEST = Statement(
    delete(_SEEN).where(_SEEN.c.recording_id.in_(_OLDEST)).returning(_SEEN.c.recording_id, _SEEN.c["keys"])
)


class Recordings:
    """See ports.enrollment.RecordingWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def has_before(self, seen_us: int) -> bool:
        """Whether there is something to forget."""
        return _ANY_BEFORE.one(self._unit.connection, seen_us=seen_us) is not None

    def like(self, sha256: bytes, keys: Collection[int], limit: int) -> "tuple[MediaFingerprint, ...]":
        """Two statements, whatever is found."""
        on = self._unit.connection
        found = _OF_THESE_BYTES.all(on, sha256=sha256)
        alike = _SHARING_MOST.all(on, keys=json.dumps(sorted(keys)), hits=_HITS, limit=limit)
        return tuple(_fingerprint(row) for row in (*found, *alike))

    def remember(self, seen: SeenRecording) -> None:
        """A row, and one for each key."""
        kept = sorted(seen.keys)
        fingerprint = seen.fingerprint
        (recording_id,) = self._unit.write(
            _ADD,
            owner=seen.owner.bytes,
            seen_us=seen.seen_us,
            sha256=fingerprint.sha256,
            pictures=fingerprint.pictures.tobytes(),
            sound=fingerprint.sound.tobytes(),
            keys=_packed(kept),
        )
        _ADD_KEY.many(self._unit.connection, [{"key": key, "recording_id": recording_id} for key in kept])

    def forget(self, owner: SubjectId) -> int:
        """All of one owner."""
        return self._forget_keys(_END_OF_OWNER.all(self._unit.connection, owner=owner.bytes))

    def forget_before(self, seen_us: int, limit: int) -> int:
        """The oldest first."""
        return self._forget_keys(_END_OLDEST.all(self._unit.connection, seen_us=seen_us, limit=limit))

    def _forget_keys(self, gone: list[Any]) -> int:
        for recording_id, keys in gone:
            pairs = [{"key": key, "recording_id": recording_id} for key in _unpacked(keys)]
            _END_KEY.many(self._unit.connection, pairs)
        return len(gone)


def _packed(keys: list[int]) -> bytes:
    return struct.pack(f">{len(keys)}I", *keys)


def _unpacked(keys: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(keys) // _KEY_BYTES}I", keys)


def _fingerprint(row: tuple[Any, ...]) -> "MediaFingerprint":
    # Loads numpy and scipy, which no other statement needs: most of the service answers before that.
    import numpy as np  # noqa: PLC0415 - as above

    from liveness.measure.media_fingerprint import PICTURE_CURVES, SOUND_CURVES  # noqa: PLC0415 - as above
    from liveness.observations import MediaFingerprint  # noqa: PLC0415 - as above

    sha256, pictures, sound = row
    curves = (np.frombuffer(pictures, np.int8), PICTURE_CURVES), (np.frombuffer(sound, np.int8), SOUND_CURVES)
    return MediaFingerprint(sha256, *(stored.reshape(count, -1) for stored, count in curves))
