"""What the asserted age of a person allows and denies."""

import pytest

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from consent.terms import AgeClass
from tests.cameo_service.usecases.consent.ada import is_allowed, rises
from tests.cameo_service.usecases.world import NOW_US, World


@pytest.mark.parametrize("age", [AgeClass.MINOR, AgeClass.UNKNOWN])
def test_who_turns_out_to_be_no_adult_is_denied_at_once_on_the_apps_word(world: World, age: AgeClass) -> None:
    request = AssertAgeRequest("a", world.people["ada"], age)
    assert rises(world, lambda: world.run(assert_age, world.app(), request)) == (1, 0)
    assert not is_allowed(world)


def test_becoming_an_adult_needs_the_persons_assertion(world: World) -> None:
    world.run(assert_age, world.app(), AssertAgeRequest("a", world.people["ada"], AgeClass.MINOR))
    again = AssertAgeRequest("b", world.people["ada"], AgeClass.ADULT)
    with pytest.raises(NotTheOwnerError):
        world.run(assert_age, world.app(), again)
    assert rises(world, lambda: world.run(assert_age, world.app("ada"), again)) == (0, 0)
    assert is_allowed(world, "ada")
    assert not is_allowed(world)


def test_an_assertion_is_dated_by_the_service(world: World) -> None:
    reply = world.run(assert_age, world.app("ada"), AssertAgeRequest("a", None, AgeClass.ADULT))
    assert reply.asserted_us == NOW_US


def test_a_minor_renders_nobody(world: World) -> None:
    world.run(assert_age, world.app("bob"), AssertAgeRequest("a", None, AgeClass.MINOR))
    assert not is_allowed(world)
