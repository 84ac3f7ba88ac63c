"""Invitations to enroll: the operator's app makes one for an account, and the start of an enrollment uses it up."""

from dataclasses import dataclass, replace

from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.errors import (
    InvitationExpiredError,
    InvitationNotYoursError,
    InvitationRequiredError,
    InvitationUnknownError,
    InvitationUsedError,
    NotTheOwnerError,
)
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.enrollment import InvitationId, InvitationRow
from consent.identity import SubjectId

INVITATION_US = 14 * 24 * 3_600_000_000
"""How long an invitation is good for if the caller names no end: 14 days."""


@dataclass(frozen=True, slots=True)
class CreateInvitationRequest:
    """`expires_us`: UTC microseconds, None for 14 days from now."""

    request_id: str
    invited: Account
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class InvitationCreated:
    """The invitation, for the app to hand to StartEnrollment, and its end (UTC microseconds)."""

    invitation: InvitationId
    expires_us: int
    token: str


def create_invitation(change: Change, request: CreateInvitationRequest) -> InvitationCreated:
    """Invites one account to start one enrollment. An unknown account becomes known.

    Raises:
        NotTheOwnerError: the account is of an issuer whose people this app does not act for.
        ExpiryInThePastError, ExpiryTooFarError: about the expiry.
    """
    if change.caller.role is Role.APP_BACKEND and request.invited.issuer not in change.caller.issuers:
        raise NotTheOwnerError("Invite an account of an issuer whose people your service acts for.")
    require_expiry(request.expires_us, change.now_us)
    expires_us = request.expires_us or change.now_us + INVITATION_US
    new_id = SubjectId(change.new_id())
    invited = change.transaction.people.ensure(request.invited.issuer, request.invited.sub, new_id, change.now_us)
    invitation = InvitationId(change.new_id())
    change.transaction.invitations.put(InvitationRow(invited, invitation, expires_us))
    change.record(invited, ActivityKind.INVITED)
    return InvitationCreated(invitation, expires_us, change.token)


def spend_invitation(change: Change, invitation: InvitationId | None, owner: SubjectId, *, is_required: bool) -> None:
    """Uses an invitation up. An invitation that is sent is judged even where none is required.

    Raises:
        InvitationRequiredError: none was sent, and this deployment enrolls by invitation only.
        InvitationUnknownError: no invitation has that id.
        InvitationNotYoursError: it is for another person.
        InvitationUsedError: it was used before.
        InvitationExpiredError: it has expired.
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
        raise InvitationExpiredError("This invitation has expired: ask for another.")
    change.transaction.invitations.put(replace(row, used_us=change.now_us))
