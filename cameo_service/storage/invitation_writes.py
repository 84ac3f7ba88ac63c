"""Writes of invitations."""

from cameo_service.storage.outbox_writes import OutboxWrites
from cameo_service.usecases.ports.invitations import InvitationRow


class InvitationWrites(OutboxWrites):
    """The part of ports.Transaction that is about invitations."""

    def put_invitation(self, row: InvitationRow) -> None:
        """Writes the row over what was there."""
        self._about_owner(
            "INSERT INTO invitations (owner, invitation_id, expires_us, used_us) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (owner, invitation_id) DO UPDATE SET used_us = excluded.used_us",
            (row.subject.bytes, row.invitation_id.bytes, row.expires_us, row.used_us),
        )
