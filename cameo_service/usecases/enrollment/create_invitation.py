"""Invite one account to enroll, once. What comes back is worth nothing to anybody else."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.enrollment import InvitationId, InvitationRow
from cameo_service.usecases.ports.outside import IdSource
from consent.identity import SubjectId

LIFETIME_US = 14 * 24 * 3_600_000_000
"""How long an invitation is good for when nobody says: 14 days."""


@dataclass(frozen=True, slots=True)
class CreateInvitationRequest:
    """`expires_us`: UTC microseconds, None for 14 days from now."""

    request_id: str
    invited: Account
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class InvitationCreated:
    """The invitation, for the app to hand to StartEnrollment, and until when."""

    invitation: InvitationId
    expires_us: int
    token: str


_REPLIES = TypeAdapter(InvitationCreated)


@dataclass(frozen=True, slots=True)
class CreateInvitation:
    """Invites. Whoever is invited still enrolls on their own word alone."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: CreateInvitationRequest) -> InvitationCreated:
        """The account becomes known by it, if it was not.

        Raises:
            ExpiryInThePastError, ExpiryTooFarError: about the expiry.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._invite(change, request))

    def _invite(self, change: Change, request: CreateInvitationRequest) -> InvitationCreated:
        require_expiry(request.expires_us, change.now_us)
        expires_us = request.expires_us or change.now_us + LIFETIME_US
        new_id = SubjectId(self.ids.new(change.now_us))
        invited = change.transaction.people.ensure(request.invited.issuer, request.invited.sub, new_id, change.now_us)
        invitation = InvitationId(self.ids.new(change.now_us))
        change.transaction.invitations.put(InvitationRow(invited, invitation, expires_us))
        change.record(invited, ActivityKind.INVITED)
        return InvitationCreated(invitation, expires_us, change.token)
