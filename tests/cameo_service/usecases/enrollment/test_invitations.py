"""Invitations: for one account, once, until they end; and whether anybody enrolls without one."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import (
    ExpiryInThePastError,
    InvitationExpiredError,
    InvitationNotYoursError,
    InvitationRequiredError,
    InvitationUnknownError,
    InvitationUsedError,
    NotTheOwnerError,
)
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.enrollment.invitations import (
    INVITATION_US,
    CreateInvitationRequest,
    create_invitation,
)
from cameo_service.usecases.enrollment.sessions import StartEnrollmentRequest
from cameo_service.usecases.ports.enrollment import InvitationId
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling


class Closed(Enrolling):
    """Enrolls nobody without an invitation."""

    def __init__(self) -> None:
        super().__init__()
        self.starts = replace(self.starts, is_by_invitation=True)

    def invite(self, sub: str = "ada", expires_us: int | None = None) -> InvitationId:
        request = CreateInvitationRequest(self.world.request_id(), Account("issuer", sub), expires_us)
        return self.world.run(create_invitation, self.world.app(), request).invitation

    def start_with(self, invitation: InvitationId | None, who: str = "ada") -> object:
        request = StartEnrollmentRequest(self.world.request_id(), RELEASE, invitation)
        return self.start_as(self.world.app(who), request)


def test_whoever_is_invited_starts_once() -> None:
    closed = Closed()
    invitation = closed.invite()
    assert closed.start_with(invitation)
    with pytest.raises(InvitationUsedError):
        closed.start_with(invitation)
    assert closed.start_with(closed.invite())


def test_an_invitation_is_worth_nothing_to_another_person_and_stays_good_for_its_own() -> None:
    closed = Closed()
    closed.world.person("bob")
    invitation = closed.invite()
    with pytest.raises(InvitationNotYoursError):
        closed.start_with(invitation, "bob")
    assert closed.start_with(invitation)


def test_somebody_may_be_invited_before_they_were_ever_here() -> None:
    closed = Closed()
    invitation = closed.invite("zoe")
    closed.world.person("zoe")
    assert closed.start_with(invitation, "zoe")


def test_without_one_nobody_starts_where_it_is_required_and_anybody_where_it_is_not() -> None:
    closed = Closed()
    with pytest.raises(InvitationRequiredError):
        closed.start_with(None)
    closed.starts = replace(closed.starts, is_by_invitation=False)
    assert closed.start_with(None)
    with pytest.raises(InvitationUnknownError):
        closed.start_with(InvitationId(UUID(int=7)))


@pytest.mark.parametrize(
    "until", [lambda closed: closed.invite(), lambda closed: closed.invite(expires_us=closed.world.clock.now_us + 5)]
)
def test_an_invitation_ends(until: Callable[[Closed], InvitationId]) -> None:
    closed = Closed()
    invitation = until(closed)
    closed.world.clock.now_us += INVITATION_US
    with pytest.raises(InvitationExpiredError):
        closed.start_with(invitation)


def test_nobody_is_invited_into_the_past() -> None:
    closed = Closed()
    with pytest.raises(ExpiryInThePastError):
        closed.invite(expires_us=closed.world.clock.now_us)


def test_a_start_that_is_refused_otherwise_leaves_the_invitation_unused() -> None:
    closed = Closed()
    invitation = closed.invite()
    bare = StartEnrollmentRequest(closed.world.request_id(), replace(RELEASE, purposes=frozenset()), invitation)
    with pytest.raises(Exception, match="yes"):
        closed.start_as(closed.world.app("ada"), bare)
    assert closed.start_with(invitation)


def test_an_app_invites_people_of_its_own_issuers_alone() -> None:
    world = Closed().world
    other_app = Caller("other app", Role.APP_BACKEND, frozenset({"another issuer"}), None)
    request = CreateInvitationRequest(world.request_id(), Account("issuer", "ada"), None)
    with pytest.raises(NotTheOwnerError):
        world.run(create_invitation, other_app, request)
    assert world.run(create_invitation, world.operator(), request).invitation
