"""Reads of erasures, and of what one has to end."""

import sqlite3
from typing import Any
from uuid import UUID

from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from consent.identity import SubjectId

_ERASURES = "SELECT owner, erasure_id, erased_us, takedowns, awaits_version, final_us FROM erasures"


class ErasureReads:
    """The part of ports.Snapshot that is about erasures."""

    _connection: sqlite3.Connection

    def erasure(self, erasure_id: ErasureId) -> ErasureRow | None:
        """An erasure by its id."""
        row = self._connection.execute(f"{_ERASURES} WHERE erasure_id = ?", (erasure_id.bytes,)).fetchone()
        return None if row is None else _erasure(row)

    def pending_erasures(self) -> tuple[ErasureRow, ...]:
        """Those that are not final, the oldest first."""
        rows = self._connection.execute(f"{_ERASURES} WHERE final_us IS NULL ORDER BY erased_us, erasure_id")
        return tuple(map(_erasure, rows))

    def grantors_of(self, grantee: SubjectId) -> tuple[SubjectId, ...]:
        """Reads every grant and membership: erasures are rare, and no check looks that way."""
        rows = self._connection.execute(
            "SELECT owner FROM grants WHERE grantee = ? UNION SELECT owner FROM group_members WHERE member = ?",
            (grantee.bytes,) * 2,
        )
        return tuple(SubjectId(UUID(bytes=owner)) for (owner,) in rows.fetchall())


def _erasure(row: tuple[Any, ...]) -> ErasureRow:
    owner, erasure_id, erased_us, takedowns, awaits_version, final_us = row
    return ErasureRow(
        subject=SubjectId(UUID(bytes=owner)),
        erasure_id=ErasureId(UUID(bytes=erasure_id)),
        erased_us=erased_us,
        takedowns=takedowns,
        awaits_version=awaits_version,
        final_us=final_us,
    )
