"""Wrapped data keys, in a database of their own: `keys.db` stays out of the main backup, so erased stays erased.

A key is written before the enrollment that needs it commits and destroyed after the enrollment that used it is gone;
what a crash leaves in between is a key without enrollment, swept at the next start. The callers hold the write lock
of main.db around every write here, which also keeps one process's sweep off another's unfinished write.
"""

import sqlite3
from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from cameo_service.storage.sqlite import BEGIN_WRITE, truncate_wal
from cameo_service.usecases.ports.enrollment import EnrollmentRow


class WrappedKey(NamedTuple):
    """A data key and the version of the key-encryption key that wraps it."""

    key_version: int
    wrapped_key: bytes


class WrappedKeys:
    """keys.db over one connection, for any thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()

    def put(self, enrollment: EnrollmentRow) -> None:
        """Writes the keys of all the enrollment's sealed items; on the disk when it returns."""
        subject, ids = enrollment.subject.bytes, enrollment.enrollment_id.bytes
        self._write(
            "INSERT INTO wrapped_keys (subject_id, enrollment_id, kind, model_id, key_version, wrapped_key)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (subject_id, enrollment_id, kind, model_id)"
            " DO UPDATE SET key_version = excluded.key_version, wrapped_key = excluded.wrapped_key",
            [(subject, ids, i.kind, i.model_id, i.key_version, i.wrapped_key) for i in enrollment.sealed],
        )

    def of(self, subject: bytes, enrollment: bytes) -> dict[tuple[str, str], WrappedKey]:
        """The enrollment's keys by (kind, model id)."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT kind, model_id, key_version, wrapped_key FROM wrapped_keys"
                " WHERE subject_id = ? AND enrollment_id = ?",
                (subject, enrollment),
            ).fetchall()
        return {(kind, model_id): WrappedKey(version, key) for kind, model_id, version, key in rows}

    def destroy(self, subject: bytes, enrollment: bytes) -> None:
        """Deletes the enrollment's keys and what the write-ahead log still holds of them."""
        self._write("DELETE FROM wrapped_keys WHERE subject_id = ? AND enrollment_id = ?", [(subject, enrollment)])
        self.truncate_log()

    def wrapped_below(self, version: int, limit: int) -> tuple[bytes, ...]:
        """At most `limit` subjects with a key under an older version of the key-encryption key."""
        statement = "SELECT DISTINCT subject_id FROM wrapped_keys WHERE key_version < ? ORDER BY subject_id LIMIT ?"
        with self._lock:
            return tuple(subject for (subject,) in self._connection.execute(statement, (version, limit)))

    def truncate_log(self) -> None:
        """Leaves no overwritten key in the write-ahead log, unless a reader still needs it."""
        with self._lock:
            truncate_wal(self._connection)

    def sweep(self, living: set[tuple[bytes, bytes]]) -> int:
        """Destroys the keys of every (subject, enrollment) not named; returns how many enrollments those were."""
        with self._lock:
            held = set(self._connection.execute("SELECT DISTINCT subject_id, enrollment_id FROM wrapped_keys"))
        orphans = held - living
        for subject, enrollment in orphans:
            self.destroy(subject, enrollment)
        return len(orphans)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self._lock:
            self._connection.execute(BEGIN_WRITE)
            try:
                self._connection.executemany(statement, rows)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
