"""Subject salts in keys.db, over a connection of their own: they outlive no erasure and no backup of main.db."""

import sqlite3
from collections.abc import Callable
from threading import Lock

from cameo_service.storage.sqlite import BEGIN_WRITE, truncate_wal
from consent.history.leaf import SALT_BYTES


class SubjectSalts:
    """Salts by subject id, for any thread. `random_bytes` gives that many unpredictable bytes."""

    def __init__(self, connection: sqlite3.Connection, random_bytes: Callable[[int], bytes]) -> None:
        self._connection = connection
        self._random_bytes = random_bytes
        self._lock = Lock()

    def of(self, subject: bytes) -> bytes | None:
        """The subject's salt; None when no leaf was ever about them, or they were erased."""
        with self._lock:
            found = self._connection.execute(
                "SELECT salt FROM subject_salts WHERE subject_id = ?", (subject,)
            ).fetchone()
        return None if found is None else bytes(found[0])

    def ensure(self, subject: bytes) -> bytes:
        """The subject's salt, made at first; on the disk when it returns, so that no leaf outlives it in a crash."""
        return self.of(subject) or self._make(subject)

    def all(self) -> dict[bytes, bytes]:
        """Every subject's salt: for a restore, which has to tell whom a leaf is about."""
        with self._lock:
            return dict(self._connection.execute("SELECT subject_id, salt FROM subject_salts").fetchall())

    def destroy(self, subject: bytes) -> None:
        """Unlinks every leaf about the subject for good, the write-ahead log's copy of the salt included."""
        with self._lock:
            self._connection.execute("DELETE FROM subject_salts WHERE subject_id = ?", (subject,))
            truncate_wal(self._connection)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()

    def _make(self, subject: bytes) -> bytes:
        with self._lock:
            self._connection.execute(BEGIN_WRITE)
            (salt,) = self._connection.execute(
                "INSERT INTO subject_salts (subject_id, salt) VALUES (?, ?)"
                " ON CONFLICT (subject_id) DO UPDATE SET salt = subject_salts.salt RETURNING salt",
                (subject, self._random_bytes(SALT_BYTES)),
            ).fetchone()
            self._connection.execute("COMMIT")
        return bytes(salt)
