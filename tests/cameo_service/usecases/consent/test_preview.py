"""What one person would be told, read by the owner."""

import pytest

from cameo_service.usecases.acting.errors import ActorIsOwnerError, NotTheOwnerError
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.preview import PreviewAccessRequest, preview_access
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.handles import Handle
from consent.terms import AgeClass, Audience, Modality, Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import FACE, World


@pytest.fixture
def world() -> World:
    """Ada allows people she approves; ben is an adult."""
    made = World()
    for name in ("ada", "ben"):
        made.person(name)
    made.enroll("ada")
    made.audience("ada", Audience.APPROVED)
    return made


def told(world: World, requester: str = "ben") -> dict[tuple[Modality, Use], Outcome]:
    return told_to(world, world.people[requester])


def told_to(world: World, person: Person) -> dict[tuple[Modality, Use], Outcome]:
    reply = world.ask(preview_access, world.app("ada"), PreviewAccessRequest(None, person, None))
    return {(one.modality, one.use): one.outcome for one in reply.uses}


def test_an_owner_reads_what_a_grant_allows_and_that_nothing_else_is(world: World) -> None:
    world.grant("ada", "ben", modalities=FACE, uses=frozenset({Use.PRIVATE}))
    said = told(world)
    assert len(said) == len(Modality) * len(Use)
    assert [which for which, outcome in said.items() if outcome is Outcome.ALLOWED] == [(Modality.FACE, Use.PRIVATE)]
    assert set(said.values()) == {Outcome.ALLOWED, Outcome.NOT_PERMITTED}


def test_an_owner_who_is_asked_each_time_reads_that_a_render_waits(world: World) -> None:
    world.grant("ada", "ben", asks_each_time=True)
    assert told(world)[Modality.FACE, Use.PRIVATE] is Outcome.HELD


def test_a_blocked_person_is_told_no(world: World) -> None:
    world.grant("ada", "ben")
    world.run(block_actor, world.app("ada"), BlockActorRequest(world.request_id(), None, world.people["ben"], None))
    assert set(told(world).values()) == {Outcome.NOT_PERMITTED}


def test_it_tells_the_owner_nothing_about_the_person(world: World) -> None:
    """A minor and a suspended person read like any other one who was allowed the same."""
    world.person("cleo", AgeClass.MINOR)
    world.person("dan")
    world.suspended("dan")
    for name in ("ben", "cleo", "dan"):
        world.grant("ada", name)
    assert told(world, "ben") == told(world, "cleo") == told(world, "dan")


def test_no_other_person_reads_it(world: World) -> None:
    request = PreviewAccessRequest(world.people["ada"], world.people["ben"], None)
    with pytest.raises(NotTheOwnerError):
        world.ask(preview_access, world.app("ben"), request)


def test_an_owner_does_not_ask_about_herself_or_about_no_person(world: World) -> None:
    with pytest.raises(ActorIsOwnerError):
        told(world, "ada")
    with pytest.raises(UnknownSubjectError):
        told_to(world, Handle("nina"))


def test_what_it_says_is_what_a_check_would_say_until_something_changes(world: World) -> None:
    assert set(told(world).values()) == {Outcome.NOT_PERMITTED}
    world.grant("ada", "ben")
    assert told(world)[Modality.VOICE, Use.PUBLISH] is Outcome.ALLOWED
    world.audience("ada", Audience.ONLY_ME)
    assert set(told(world).values()) == {Outcome.NOT_PERMITTED}
