"""What a suspended person can and cannot do."""

import pytest

from cameo_service.usecases.acting.errors import NotTheOperatorError, ReasonMissingError, SubjectSuspendedError
from cameo_service.usecases.operator.brake import SuspendSubjectRequest, suspend_subject
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from consent.terms import Audience
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import World


@pytest.fixture
def world(world: World) -> World:
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    world.suspended("ada")
    return world


def is_allowed(world: World) -> bool:
    return world.check("bob", "@ada dances").outcome is Outcome.ALLOWED


def test_they_are_not_rendered_until_it_is_lifted_and_then_as_before(world: World) -> None:
    assert not is_allowed(world)
    world.suspended("ada", suspended=False)
    assert is_allowed(world)
    assert world.check("eve", "@ada dances").outcome is Outcome.NOT_PERMITTED


def test_they_cannot_widen_meanwhile(world: World) -> None:
    for act in (lambda: world.audience("ada", Audience.EVERYONE), lambda: world.grant("ada", "eve")):
        with pytest.raises(SubjectSuspendedError):
            act()


def test_they_can_narrow_meanwhile_and_it_lasts(world: World) -> None:
    world.revoked("ada", "bob")
    world.suspended("ada", suspended=False)
    assert not is_allowed(world)


def test_they_read_who_did_it_and_why(world: World) -> None:
    newest = world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 1, None)).rows[0]
    assert (newest.kind, newest.provider, newest.reason) == ("suspended", "operator", "stolen account")


def test_nobody_but_an_operator_suspends_and_never_without_a_reason(world: World) -> None:
    bob = world.people["bob"]
    with pytest.raises(NotTheOperatorError):
        world.run(suspend_subject, world.app("ada"), SuspendSubjectRequest("one", bob, "because"))
    with pytest.raises(ReasonMissingError):
        world.run(suspend_subject, world.operator(), SuspendSubjectRequest("two", bob, ""))
