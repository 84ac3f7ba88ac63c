"""Invitations to enroll. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from dataclasses import dataclass
from typing import NewType, Protocol
from uuid import UUID

from consent.identity import SubjectId

InvitationId = NewType("InvitationId", UUID)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One person may start one enrollment, until `expires_us`. `used_us` None: not yet. UTC microseconds."""

    subject: SubjectId
    invitation_id: InvitationId
    expires_us: int
    used_us: int | None = None


class InvitationReads(Protocol):
    """Reads of one moment."""

    def invitation(self, invitation_id: InvitationId) -> InvitationRow | None:
        """An invitation by its id, whosever it is."""


class InvitationWrites(Protocol):
    """Writes of one transaction."""

    def put_invitation(self, row: InvitationRow) -> None:
        """Makes this the stored state of the invitation."""
