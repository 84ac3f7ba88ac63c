"""What an owner grants to a group: for all who are in it, for as long as they are, and gone at once when it is."""

from typing import Any

import pytest

from cameo_client.revocation_scope import consent_grant_scope
from cameo_service.usecases.acting.errors import (
    GroupUnknownError,
    NotPermittedError,
    NotTheOwnerError,
    TooManyGroupsError,
)
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.acting.step_up import OwnerVerificationNeededError
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.groups import (
    GrantGroupRequest,
    PutInGroupRequest,
    RevokeGroupRequest,
    grant_group,
    list_groups,
    put_in_group,
    revoke_group,
)
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.records.events import SweepEvents
from cameo_service.watch.floors import ENDED, floors_of
from consent.commit import Stage
from consent.group import LONGEST_GROUP_NAME, MOST_GROUPS_OWNED, GroupNameError
from consent.takedown import StopEffect
from consent.terms import Audience, Use
from tests.cameo_service.usecases.world import FACE, SECOND_US, STUDIO, World

PROMPT = "@ada waves"
FRIENDS = "friends"


@pytest.fixture
def world() -> World:
    """Bob and Eve are Ada's friends, and friends may render her."""
    world = World()
    for name in ("ada", "bob", "eve"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grouped("ada", FRIENDS, "bob", "eve")
    world.granted_to_group("ada", FRIENDS)
    return world


def held(world: World, asker: str = "bob", **how: Any) -> bytes:
    return world.check(asker, PROMPT, **how).render_grant or b""


def is_dead(world: World, render_grant: bytes) -> bool:
    try:
        world.fetched(render_grant, PROMPT)
    except NotPermittedError:
        return True
    return False


def floors(world: World, since: int) -> dict[bytes, int]:
    with world.store.read() as snapshot:
        return dict(floors_of(snapshot.events.after(Position(since, 2**32 - 1), 9)).for_provider(STUDIO))


def revision(world: World) -> int:
    with world.store.read() as snapshot:
        return snapshot.revision()


def test_whoever_is_in_the_group_may_render_and_nobody_else(world: World) -> None:
    world.person("zoe")
    assert held(world, "bob")
    assert held(world, "eve")
    assert not held(world, "zoe")
    assert world.refusals.noted[-1].reason == "no_grant"


def test_who_comes_later_may_too_and_nothing_old_is_touched(world: World) -> None:
    before, kept = revision(world), held(world)
    world.person("zoe")
    world.grouped("ada", FRIENDS, "zoe")
    assert floors(world, before) == {}
    assert held(world, "zoe")
    assert not is_dead(world, kept)


def test_a_block_stands_above_the_group(world: World) -> None:
    world.run(block_actor, world.app("ada"), BlockActorRequest("block", None, world.people["bob"], None))
    assert not held(world, "bob")


def test_leaving_the_group_ends_what_was_given_there_and_coming_back_does_not_revive_it(world: World) -> None:
    bobs, eves = held(world, "bob"), held(world, "eve")
    world.ungrouped("ada", FRIENDS, "bob")
    assert not held(world, "bob")
    world.grouped("ada", FRIENDS, "bob")
    assert is_dead(world, bobs)
    assert held(world, "bob")
    assert not is_dead(world, eves)


def test_revoking_a_group_of_any_size_is_one_floor_and_ends_what_all_of_them_hold(world: World) -> None:
    given = world.granted_to_group("ada", FRIENDS)
    kept, before = [held(world, "bob"), held(world, "eve")], revision(world)
    assert world.revoked_group("ada", FRIENDS).ended == (given.grant_id,)
    assert floors(world, before) == {consent_grant_scope(given.grant_id.bytes): ENDED}
    assert not held(world, "bob")
    world.granted_to_group("ada", FRIENDS)
    assert [is_dead(world, render_grant) for render_grant in kept] == [True, True]
    assert held(world, "bob")


def test_what_a_member_was_granted_personally_outlives_the_groups(world: World) -> None:
    world.grant("ada", "bob", expires_us=world.clock.now_us + 9 * SECOND_US)
    theirs = held(world, "bob")
    assert world.signer.signed[-1].subjects[0].grant_id is not None
    world.ungrouped("ada", FRIENDS, "bob")
    own = held(world, "bob")
    world.revoked_group("ada", FRIENDS)
    assert is_dead(world, theirs)
    assert not is_dead(world, own)


def test_a_running_render_cannot_be_committed_once_the_group_is_revoked(world: World) -> None:
    kept = held(world)
    world.fetched(kept, PROMPT)
    world.revoked_group("ada", FRIENDS)
    world.granted_to_group("ada", FRIENDS)
    with pytest.raises(NotPermittedError):
        world.committed(kept, PROMPT, Stage.DRAFT)


def test_a_revocation_reaches_back_to_what_was_made_under_the_groups_grant_alone(world: World) -> None:
    for asker, output in (("bob", b"one"), ("ada", b"two")):
        render_grant = held(world, asker)
        world.fetched(render_grant, PROMPT)
        world.committed(render_grant, PROMPT, output=output)
    assert world.revoked_group("ada", FRIENDS, StopEffect.DELETE_ALL).takedowns == 1


def test_a_smaller_grant_ends_what_rests_on_the_larger_and_a_larger_one_does_not(world: World) -> None:
    kept = held(world)
    world.granted_to_group("ada", FRIENDS, uses=frozenset(set(Use) - {Use.AD}))
    assert not is_dead(world, kept)
    kept = held(world)
    world.granted_to_group("ada", FRIENDS, modalities=FACE)
    assert is_dead(world, kept)
    assert held(world)


def test_revoking_a_person_takes_them_out_of_every_group(world: World) -> None:
    kept = held(world)
    assert world.revoked("ada", "bob").still_allowed == ()
    assert is_dead(world, kept)
    world.grant("ada", "bob", modalities=FACE, uses=frozenset({Use.PRIVATE}))
    assert not held(world, use=Use.PUBLISH)
    assert held(world, "eve", use=Use.PUBLISH)


def test_a_groups_grant_for_one_provider_holds_and_ends_there_alone(world: World) -> None:
    world.revoked_group("ada", FRIENDS)
    world.granted_to_group("ada", FRIENDS, provider="other")
    assert not held(world)
    assert held(world, service_id="other")
    world.granted_to_group("ada", FRIENDS)
    kept, before = held(world), revision(world)
    world.revoked_group("ada", FRIENDS, provider="other")
    assert floors(world, before) == {}
    assert not is_dead(world, kept)


def test_a_groups_grant_that_ends_by_time_is_told(world: World) -> None:
    given = world.granted_to_group("ada", FRIENDS, expires_us=world.clock.now_us + SECOND_US)
    before = revision(world)
    world.clock.now_us += SECOND_US
    assert not held(world)
    assert SweepEvents(world.store, world.clock)() == 1
    assert floors(world, before) == {consent_grant_scope(given.grant_id.bytes): ENDED}


def test_an_owner_reads_who_is_in_which_group_and_what_they_may(world: World) -> None:
    (group,) = world.ask(list_groups, world.app("ada"), OwnerQuestion(None, None)).groups
    assert (group.name, set(group.members)) == (FRIENDS, {world.people["bob"], world.people["eve"]})
    assert [grant.uses for grant in group.grants] == [frozenset({Use.PRIVATE, Use.PUBLISH})]


def test_widening_needs_the_owner_and_narrowing_the_app_only(world: World) -> None:
    bob = world.people["bob"]
    with pytest.raises(NotTheOwnerError):
        world.run(put_in_group, world.app(), PutInGroupRequest("1", FRIENDS, bob))
    with pytest.raises(NotTheOwnerError):
        world.run(grant_group, world.app(), GrantGroupRequest("2", FRIENDS, FACE, frozenset(Use), None, None))
    with pytest.raises(NotTheOwnerError):
        world.run(revoke_group, world.app("bob"), RevokeGroupRequest("3", world.people["ada"], FRIENDS))
    world.ungrouped("ada", FRIENDS, "bob")


def test_who_comes_into_a_group_that_may_advertise_needs_the_enrolled_person(world: World) -> None:
    world.granted_to_group("ada", FRIENDS, uses=frozenset({Use.AD}))
    zoe = world.person("zoe")
    with pytest.raises(OwnerVerificationNeededError):
        world.run(put_in_group, world.app("ada"), PutInGroupRequest("ad", FRIENDS, zoe))
    with pytest.raises(OwnerVerificationNeededError):
        world.run(
            grant_group, world.app("ada"), GrantGroupRequest("again", FRIENDS, FACE, frozenset({Use.AD}), None, None)
        )


@pytest.mark.parametrize("name", ["", " friends", "friends ", "fri\nends", "x" * (LONGEST_GROUP_NAME + 1)])
def test_a_group_is_named_so_that_it_can_be_read(world: World, name: str) -> None:
    with pytest.raises(GroupNameError):
        world.grouped("ada", name, "bob")


def test_a_group_nobody_made_is_unknown_and_there_is_an_end_to_making_them(world: World) -> None:
    with pytest.raises(GroupUnknownError):
        world.granted_to_group("ada", "family")
    for number in range(MOST_GROUPS_OWNED - 1):
        world.grouped("ada", f"group {number}", "bob")
    with pytest.raises(TooManyGroupsError):
        world.grouped("ada", "one more", "bob")
    world.grouped("ada", FRIENDS, "bob")
