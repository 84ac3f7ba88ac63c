"""Whether somebody may start to enroll on an invitation, which is used up by that."""

from dataclasses import replace

from cameo_service.usecases.acting.errors import (
    InvitationExpiredError,
    InvitationNotYoursError,
    InvitationRequiredError,
    InvitationUnknownError,
    InvitationUsedError,
)
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.enrollment import InvitationId
from consent.identity import SubjectId


def spend_invitation(change: Change, invitation: InvitationId | None, owner: SubjectId, *, is_required: bool) -> None:
    """Uses an invitation up. One that came is judged even where none is required.

    Raises:
        InvitationRequiredError: none came, and this deployment enrolls nobody without.
        InvitationUnknownError: there is none of that id.
        InvitationNotYoursError: it is another person's.
        InvitationUsedError: it was used before.
        InvitationExpiredError: it is over.
    """
    if invitation is None:
        if is_required:
            raise InvitationRequiredError("Enrollment here is by invitation: ask the operator for one.")
        return
    row = change.transaction.invitations.by_id(invitation)
    if row is None:
        raise InvitationUnknownError("There is no such invitation: pass on the id exactly as it came.")
    if row.subject != owner:
        raise InvitationNotYoursError("This invitation is for another person: each is bound to one account.")
    if row.used_us is not None:
        raise InvitationUsedError("This invitation was used: ask for another.")
    if row.expires_us <= change.now_us:
        raise InvitationExpiredError("This invitation is over: ask for another.")
    change.transaction.invitations.put(replace(row, used_us=change.now_us))
