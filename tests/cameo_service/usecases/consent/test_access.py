"""Access: what can be granted, what a smaller grant and a revocation end."""

from typing import Any
from uuid import UUID

import pytest

from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    ExpiryInThePastError,
    ExpiryTooFarError,
    NothingGrantedError,
    OwnerNotNamedError,
)
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.consent.access import GrantAccessRequest, RevokeAccessRequest, grant_access, revoke_access
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.handles import Handle
from consent.identity import SubjectId
from consent.terms import Audience, Use
from tests.cameo_service.usecases.consent.ada import is_allowed, rises, state
from tests.cameo_service.usecases.world import FACE, NOW_US, SECOND_US, World

TEN_YEARS_US = 10 * 366 * 24 * 3600 * SECOND_US


def revoke(world: World, grantee: Any = None, request_id: str = "revoke") -> Any:
    request = RevokeAccessRequest(request_id, None, grantee if grantee is not None else world.people["bob"])
    return world.run(revoke_access, world.app("ada"), request)


def test_granting_bumps_nothing(world: World) -> None:
    assert rises(world, lambda: world.grant("ada", "bob")) == (0, 0)


@pytest.mark.parametrize(
    "smaller", [{"modalities": FACE}, {"uses": frozenset({Use.PRIVATE})}, {"expires_us": NOW_US + 5}]
)
def test_a_smaller_grant_in_place_of_a_larger_one_bumps_the_pairs_epoch(world: World, smaller: dict[str, Any]) -> None:
    assert rises(world, lambda: world.grant("ada", "bob", **smaller)) == (0, 1)
    assert len(state(world).grants) == 1


def test_a_grant_for_one_provider_leaves_the_one_for_any_provider_alone(world: World) -> None:
    assert rises(world, lambda: world.grant("ada", "bob", modalities=FACE, provider="studio")) == (0, 0)
    assert {grant.provider for grant in state(world).grants} == {None, "studio"}


def test_an_empty_provider_is_any_provider(world: World) -> None:
    world.grant("ada", "bob", provider="")
    assert [grant.provider for grant in state(world).grants] == [None]


@pytest.mark.parametrize("named", [Handle("eve"), Account("issuer", "eve")])
def test_a_grantee_may_be_named_by_handle_or_account(world: World, named: Any) -> None:
    request = GrantAccessRequest("g", named, FACE, frozenset({Use.PRIVATE}), None, None)
    world.run(grant_access, world.app("ada"), request)
    assert is_allowed(world, "eve")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"modalities": frozenset()}, NothingGrantedError),
        ({"uses": frozenset()}, NothingGrantedError),
        ({"expires_us": NOW_US}, ExpiryInThePastError),
        ({"expires_us": NOW_US + TEN_YEARS_US + 1}, ExpiryTooFarError),
        ({"grantee": Handle("ada")}, ActorIsOwnerError),
        ({"grantee": Handle("nobody")}, UnknownSubjectError),
        ({"grantee": Account("issuer", "nobody")}, UnknownSubjectError),
        ({"grantee": Account("other", "eve")}, UnknownSubjectError),
        ({"grantee": SubjectId(UUID(int=404))}, UnknownSubjectError),
    ],
)
def test_what_cannot_be_granted(world: World, changes: dict[str, Any], error: type[Exception]) -> None:
    wanted: dict[str, Any] = {
        "grantee": Handle("eve"),
        "modalities": FACE,
        "uses": frozenset({Use.PRIVATE}),
        "expires_us": NOW_US + TEN_YEARS_US,
        "provider": None,
    }
    with pytest.raises(error):
        world.run(grant_access, world.app("ada"), GrantAccessRequest("g", **{**wanted, **changes}))
    assert len(state(world).grants) == 1


def test_revoking_ends_every_grant_and_bumps_the_pairs_epoch(world: World) -> None:
    given = world.grant("ada", "bob", provider="studio")
    before = {grant.grant_id for grant in state(world).grants}
    assert given.grant_id in before
    reply = None

    def act() -> None:
        nonlocal reply
        reply = revoke(world)

    assert rises(world, act) == (0, 1)
    assert reply is not None
    assert set(reply.ended) == before
    assert reply.still_allowed == ()
    assert not is_allowed(world)


def test_revoking_what_was_never_granted_succeeds_and_shuts_the_person_out(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)
    assert is_allowed(world, "eve")
    assert revoke(world, world.people["eve"]).ended == ()
    assert not is_allowed(world, "eve")


def test_who_was_revoked_gets_in_again_only_by_a_grant(world: World) -> None:
    revoke(world)
    world.audience("ada", Audience.EVERYONE)
    assert not is_allowed(world)
    world.grant("ada", "bob")
    assert is_allowed(world)


def test_revoking_needs_no_assertion_but_the_owners_name(world: World) -> None:
    request = RevokeAccessRequest("r", Handle("ada"), Handle("bob"))
    world.run(revoke_access, world.app(), request)
    assert not is_allowed(world)
    with pytest.raises(OwnerNotNamedError):
        world.run(revoke_access, world.app(), RevokeAccessRequest("s", None, Handle("bob")))


def test_owners_cannot_be_revoked_by_themselves(world: World) -> None:
    with pytest.raises(ActorIsOwnerError):
        revoke(world, world.people["ada"])
