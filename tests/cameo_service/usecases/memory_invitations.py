"""Invitations of the store in memory."""

from dataclasses import dataclass, field
from typing import Any

from cameo_service.usecases.ports.invitations import InvitationId, InvitationRow


@dataclass
class InvitationTables:
    invitations: dict[InvitationId, InvitationRow] = field(default_factory=dict)


class MemoryInvitations:
    tables: Any

    def invitation(self, invitation_id: InvitationId) -> InvitationRow | None:
        found: InvitationRow | None = self.tables.invitations.get(invitation_id)
        return found

    def put_invitation(self, row: InvitationRow) -> None:
        self.tables.invitations[row.invitation_id] = row
