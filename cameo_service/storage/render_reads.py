"""Reads of renders and takedown orders."""

import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.values import NOBODY, subject_bytes, subject_or_none
from cameo_service.usecases.ports.renders import RenderRow, TakedownId, TakedownRow
from consent.grants import USAGE_DAY_US, Usage
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.render_lease import Removal

_RENDERS = (
    "SELECT owner, render_grant_id, grant_id, requester, provider, opened_us, expires_us, output_sha256, drafted_us,"
    " published_us, parent_output, marking, removal FROM renders"
)
_NEWEST = "ORDER BY drafted_us DESC, render_grant_id DESC"
_TAKEDOWNS = (
    "SELECT owner, takedown_id, render_grant_id, removal, ordered_us, due_us, tell_us, acknowledged_us FROM takedowns"
)


class RenderReads:
    """The part of ports.Snapshot that is about renders."""

    _connection: sqlite3.Connection

    def renders_under(self, render_grant_id: RenderGrantId, owners: Sequence[SubjectId]) -> tuple[RenderRow, ...]:
        """The rows of one render, found by their keys."""
        marks = ", ".join("?" * len(owners))
        where = f"WHERE render_grant_id = ? AND owner IN ({marks}) ORDER BY owner"
        return self._renders(where, render_grant_id.bytes, *(owner.bytes for owner in owners))

    def renders_with_output(self, output_sha256: bytes) -> tuple[RenderRow, ...]:
        """The rows of every render that committed this output."""
        return self._renders("WHERE output_sha256 = ? ORDER BY owner, render_grant_id", output_sha256)

    def ordered_down_by(self, output_sha256: bytes) -> tuple[SubjectId | None, ...]:
        """Whose orders keep these bytes down."""
        orders = self._connection.execute(
            "SELECT owner FROM renders WHERE output_sha256 = ? AND removal <> ''"
            " UNION SELECT ? FROM removed_outputs WHERE output_sha256 = ?",
            (output_sha256, NOBODY, output_sha256),
        )
        return tuple(subject_or_none(owner) for (owner,) in orders.fetchall())

    def appearances(self, owner: SubjectId, limit: int) -> tuple[RenderRow, ...]:
        """The owner's newest committed renders."""
        return self._renders(f"WHERE owner = ? AND drafted_us IS NOT NULL {_NEWEST} LIMIT ?", owner.bytes, limit)

    def appearances_by(self, owner: SubjectId, requester: SubjectId | None) -> tuple[RenderRow, ...]:
        """Every committed render of the owner by one requester."""
        where = f"WHERE owner = ? AND requester = ? AND drafted_us IS NOT NULL {_NEWEST}"
        return self._renders(where, owner.bytes, subject_bytes(requester))

    def all_appearances(self, owner: SubjectId) -> tuple[RenderRow, ...]:
        """Every committed render of the owner."""
        return self._renders(f"WHERE owner = ? AND drafted_us IS NOT NULL {_NEWEST}", owner.bytes)

    def usage(self, owner: SubjectId, grant_id: GrantId, now_us: int) -> Usage:
        """What counts against a grant."""
        row = self._connection.execute(
            "SELECT COUNT(*), COALESCE(SUM(opened_us > ?), 0) FROM renders"
            " WHERE owner = ? AND grant_id = ? AND (drafted_us IS NOT NULL OR expires_us > ?)",
            (now_us - USAGE_DAY_US, owner.bytes, grant_id.bytes, now_us),
        ).fetchone()
        return Usage(*row)

    def takedown(self, takedown_id: TakedownId) -> TakedownRow | None:
        """One order."""
        row = self._connection.execute(f"{_TAKEDOWNS} WHERE takedown_id = ?", (takedown_id.bytes,)).fetchone()
        return None if row is None else _takedown(row)

    def open_takedowns(self, owner: SubjectId | None, limit: int) -> tuple[TakedownRow, ...]:
        """Orders nobody acknowledged, the first due first."""
        rows = self._connection.execute(
            f"{_TAKEDOWNS} WHERE acknowledged_us IS NULL AND (? IS NULL OR owner = ?)"
            " ORDER BY due_us, takedown_id LIMIT ?",
            (owner and owner.bytes, owner and owner.bytes, limit),
        )
        return tuple(_takedown(row) for row in rows)

    def takedowns_to_tell(self, now_us: int, limit: int) -> tuple[TakedownRow, ...]:
        """Open orders that are to be told again."""
        rows = self._connection.execute(
            f"{_TAKEDOWNS} WHERE acknowledged_us IS NULL AND tell_us <= ? ORDER BY tell_us, takedown_id LIMIT ?",
            (now_us, limit),
        )
        return tuple(_takedown(row) for row in rows)

    def _renders(self, where: str, *values: object) -> tuple[RenderRow, ...]:
        return tuple(_render(row) for row in self._connection.execute(f"{_RENDERS} {where}", values))


def _render(row: tuple[Any, ...]) -> RenderRow:
    return RenderRow(
        owner=SubjectId(UUID(bytes=row[0])),
        render_grant_id=RenderGrantId(UUID(bytes=row[1])),
        grant_id=None if row[2] == NOBODY else GrantId(UUID(bytes=row[2])),
        requester=subject_or_none(row[3]),
        provider=row[4],
        opened_us=row[5],
        expires_us=row[6],
        output_sha256=row[7],
        drafted_us=row[8],
        published_us=row[9],
        parent_output=row[10],
        marking=row[11],
        removal=Removal(row[12]),
    )


def _takedown(row: tuple[Any, ...]) -> TakedownRow:
    owner, takedown_id, render_grant_id, removal, ordered_us, due_us, tell_us, acknowledged_us = row
    return TakedownRow(
        SubjectId(UUID(bytes=owner)),
        TakedownId(UUID(bytes=takedown_id)),
        RenderGrantId(UUID(bytes=render_grant_id)),
        Removal(removal),
        ordered_us,
        due_us,
        tell_us,
        acknowledged_us,
    )
