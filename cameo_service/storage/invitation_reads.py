"""Reads of invitations."""

import sqlite3
from uuid import UUID

from cameo_service.usecases.ports.invitations import InvitationId, InvitationRow
from consent.identity import SubjectId


class InvitationReads:
    """The part of ports.Snapshot that is about invitations."""

    _connection: sqlite3.Connection

    def invitation(self, invitation_id: InvitationId) -> InvitationRow | None:
        """An invitation."""
        statement = "SELECT owner, expires_us, used_us FROM invitations WHERE invitation_id = ?"
        row = self._connection.execute(statement, (invitation_id.bytes,)).fetchone()
        return None if row is None else InvitationRow(SubjectId(UUID(bytes=row[0])), invitation_id, row[1], row[2])
