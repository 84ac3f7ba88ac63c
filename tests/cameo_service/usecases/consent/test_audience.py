"""The audience: who may widen it, what permits it, and what a narrower one stops."""

import pytest

from cameo_service.usecases.acting.errors import AudienceAboveCeilingError, NotEnrolledError, NotTheOwnerError
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from consent.terms import AgeClass, Audience, Modality
from tests.cameo_service.usecases.consent.ada import is_allowed, rises, state
from tests.cameo_service.usecases.world import NOW_US, World


def test_a_wider_audience_lets_more_people_in_and_bumps_nothing(world: World) -> None:
    assert rises(world, lambda: world.audience("ada", Audience.EVERYONE)) == (0, 0)
    assert is_allowed(world, "eve")


def test_a_narrower_one_suspends_grants_without_deleting_them_and_bumps_the_owners_epoch(world: World) -> None:
    assert rises(world, lambda: world.audience("ada", Audience.ONLY_ME)) == (1, 0)
    assert not is_allowed(world)
    assert len(state(world).grants) == 1
    world.audience("ada", Audience.APPROVED)
    assert is_allowed(world)


def test_the_same_audience_again_bumps_nothing(world: World) -> None:
    assert rises(world, lambda: world.audience("ada", Audience.APPROVED)) == (0, 0)


def test_narrowing_needs_the_app_only_and_widening_the_owner(world: World) -> None:
    world.audience("ada", Audience.NOBODY, acting=False)
    with pytest.raises(NotTheOwnerError):
        world.audience("ada", Audience.ONLY_ME, acting=False)


def test_nobody_widens_before_enrolling(world: World) -> None:
    with pytest.raises(NotEnrolledError):
        world.audience("eve", Audience.APPROVED)


def test_nobody_widens_above_what_their_enrollment_permits(world: World) -> None:
    world.enroll("eve", ceiling=Audience.APPROVED)
    assert world.audience("eve", Audience.APPROVED).audience is Audience.APPROVED
    with pytest.raises(AudienceAboveCeilingError):
        world.audience("eve", Audience.MUTUALS)


def test_a_lower_ceiling_holds_back_an_audience_chosen_before(world: World) -> None:
    world.enroll("ada", ceiling=Audience.ONLY_ME)
    assert (state(world).audience, state(world).effective_audience) == (Audience.APPROVED, Audience.ONLY_ME)
    assert not is_allowed(world)


def test_the_owner_reads_all_that_was_set(world: World) -> None:
    world.run(block_actor, world.app("ada"), BlockActorRequest("block", None, world.people["bob"], NOW_US + 5))
    read = state(world)
    assert (read.owner, read.handle, read.age, read.frozen) == (world.people["ada"], "ada", AgeClass.ADULT, False)
    assert (read.audience, read.effective_audience) == (Audience.APPROVED, Audience.APPROVED)
    assert [(grant.grantee, grant.modalities) for grant in read.grants] == [(world.people["bob"], frozenset(Modality))]
    assert [(held.actor, held.expires_us) for held in read.blocks] == [(world.people["bob"], NOW_US + 5)]
    assert read.enrollment is not None
    assert state(world, "eve").effective_audience is Audience.NOBODY
