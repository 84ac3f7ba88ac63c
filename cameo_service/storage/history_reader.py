"""Reads leaves outside of any transaction of the store, over a connection of its own."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from uuid import UUID

from cameo_service.storage.history_leaves import NEXT_INDEX
from cameo_service.storage.sqlite import connect, connect_reader
from cameo_service.storage.subject_salts import SubjectSalts
from cameo_service.usecases.ports.history import HighWater, LeafRow, SessionRecord
from consent.history.leaf import leaf_salt
from consent.identity import EnrollmentId, SubjectId

_HIGH_WATER = f"SELECT deployment_id, incarnation, revision, ({NEXT_INDEX}) FROM deployment"  # noqa: S608 - a constant is put in
_LEAVES = "SELECT leaf_index, entry, record FROM history_leaves WHERE owner = ?"


def read_high_water(connection: sqlite3.Connection) -> HighWater:
    """How far this database has come, as this connection sees it."""
    return HighWater(*connection.execute(_HIGH_WATER).fetchone())


class HistoryReader:
    """See history_ports.Leaves and history_ports.Sessions. Any thread may use it."""

    def __init__(self, directory: Path, random_bytes: Callable[[int], bytes]) -> None:
        self._connection = connect_reader(directory / "main.db")
        self._salts = SubjectSalts(connect(directory / "keys.db"), random_bytes)
        self._lock = Lock()

    def high_water(self) -> HighWater:
        """How far the database has come."""
        with self._lock:
            return read_high_water(self._connection)

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        """Entries in order."""
        statement = "SELECT entry FROM history_leaves WHERE leaf_index >= ? ORDER BY leaf_index LIMIT ?"
        with self._lock:
            return tuple(entry for (entry,) in self._connection.execute(statement, (start, most)))

    def written_at(self, owner: SubjectId, revision: int) -> tuple[LeafRow, ...]:
        """Leaves of one revision about one owner."""
        return self._rows(owner, f"{_LEAVES} AND revision = ? ORDER BY leaf_index", (revision,))

    def about(self, owner: SubjectId, start: int, most: int) -> tuple[LeafRow, ...]:
        """Leaves about one owner."""
        return self._rows(owner, f"{_LEAVES} AND leaf_index >= ? ORDER BY leaf_index LIMIT ?", (start, most))

    def sessions_of(self, subject: SubjectId) -> tuple[SessionRecord, ...]:
        """Enrollment sessions of one subject. Reads the whole table: exports are rare."""
        statement = (
            "SELECT session_id, state, created_us, purposes, consent_record, record FROM sessions"
            " WHERE subject_id = ? ORDER BY created_us, session_id"
        )
        with self._lock:
            rows = self._connection.execute(statement, (subject.bytes,)).fetchall()
        return tuple(SessionRecord(EnrollmentId(UUID(bytes=session_id)), *rest) for session_id, *rest in rows)

    def close(self) -> None:
        """Closes the connections."""
        with self._lock:
            self._connection.close()
        self._salts.close()

    def _rows(self, owner: SubjectId, statement: str, values: tuple[int, ...]) -> tuple[LeafRow, ...]:
        salt = self._salts.of(owner.bytes)
        with self._lock:
            rows = self._connection.execute(statement, (owner.bytes, *values)).fetchall()
        if salt is None:  # erased between the two reads
            return ()
        return tuple(LeafRow(index, entry, leaf_salt(salt, index), record) for index, entry, record in rows)
