"""Recordings that were handed in: whether any is too old."""

import sqlite3


class ReplayReads:
    """The part of ports.Snapshot that is about remembered recordings."""

    _connection: sqlite3.Connection

    def has_recordings_before(self, seen_us: int) -> bool:
        """Whether there is something to forget."""
        statement = "SELECT 1 FROM seen_recordings WHERE seen_us < ? LIMIT 1"
        return self._connection.execute(statement, (seen_us,)).fetchone() is not None
