"""Reads of guardianships."""

import sqlite3
from uuid import UUID

from consent.identity import SubjectId
from consent.stand_ins import Guardianship

_LINKS = "SELECT owner, guardian, evidence, expires_us FROM guardianships"


class GuardianshipReads:
    """The part of ports.Snapshot that is about guardianships."""

    _connection: sqlite3.Connection

    def guardianship(self, minor: SubjectId) -> Guardianship | None:
        """The minor's one link."""
        row = self._connection.execute(f"{_LINKS} WHERE owner = ?", (minor.bytes,)).fetchone()
        return None if row is None else _link(*row)

    def guardianships_of(self, person: SubjectId) -> tuple[Guardianship, ...]:
        """Links in which the person is either of the two."""
        statement = f"{_LINKS} WHERE owner = ? OR guardian = ? ORDER BY owner"
        rows = self._connection.execute(statement, (person.bytes, person.bytes))
        return tuple(_link(*row) for row in rows.fetchall())

    def was_adult(self, subject: SubjectId) -> bool:
        """The mark on the subject's row; False for an unknown id."""
        statement = "SELECT was_adult FROM subjects WHERE subject_id = ?"
        row = self._connection.execute(statement, (subject.bytes,)).fetchone()
        return row is not None and bool(row[0])


def _link(minor: bytes, guardian: bytes, evidence: str, expires_us: int) -> Guardianship:
    return Guardianship(SubjectId(UUID(bytes=minor)), SubjectId(UUID(bytes=guardian)), evidence, expires_us)
