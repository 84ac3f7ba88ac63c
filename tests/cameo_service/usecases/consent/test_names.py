"""People whom a prompt names without @."""

import pytest

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.consent.names import GetNamesRequest, TooManyNamesError, get_names
from consent.errors import NameMalformedError
from consent.terms import Audience
from tests.cameo_service.usecases.world import World


@pytest.fixture
def world() -> World:
    world = World()
    for name in ("ada", "bob", "eve"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    world.named("ada", "Ada Lovelace")
    return world


def reasons(world: World) -> list[str]:
    return [refusal.reason for refusal in world.refusals.noted]


def test_a_named_person_is_asked_like_a_mentioned_one(world: World) -> None:
    assert world.check("eve", "Aida Luvlace dances").outcome == "NOT_PERMITTED"
    assert reasons(world) == ["no_grant"]
    assert world.check("bob", "Ada Lovelace dances").outcome == "ALLOWED"
    assert [granted.subject for granted in world.signer.signed[-1].subjects] == [world.people["ada"]]


def test_a_prompt_that_names_nobody_has_no_subjects(world: World) -> None:
    assert world.check("eve", "a countess dances").outcome == "NO_SUBJECTS"


def test_whoever_has_a_name_and_no_likeness_is_never_rendered(world: World) -> None:
    world.named("eve", "Eve Polastri", acting=False)
    assert world.check("bob", "Eve Polastri and @ada").outcome == "NOT_PERMITTED"
    assert reasons(world) == ["not_enrolled"]
    assert world.check("eve", "Eve Polastri").outcome == "NOT_PERMITTED"


def test_somebody_named_and_mentioned_is_asked_once(world: World) -> None:
    assert world.check("bob", "@ada, Ada Lovelace").outcome == "ALLOWED"
    assert len(world.signer.signed[-1].subjects) == 1


def test_all_who_bear_a_name_are_asked_unless_one_of_them_is_mentioned(world: World) -> None:
    world.named("eve", "Ada Lovelace")
    assert world.check("bob", "Ada Lovelace dances").outcome == "NOT_PERMITTED"
    assert world.check("bob", "Ada Lovelace (@ada) dances").outcome == "ALLOWED"


def test_a_name_given_up_names_nobody(world: World) -> None:
    with pytest.raises(NotTheOwnerError):
        world.named("ada", acting=False)
    world.named("ada")
    assert world.check("eve", "Ada Lovelace dances").outcome == "NO_SUBJECTS"


def test_names_are_read_as_they_were_given(world: World) -> None:
    world.named("ada", "Ada Lovelace", "Countess of Lovelace", "ADA LOVELACE", acting=False)
    read = world.ask(get_names, world.app(), GetNamesRequest(world.people["ada"], None))
    assert read.names == ("Ada Lovelace", "Countess of Lovelace")
    with pytest.raises(NotTheOwnerError):
        world.ask(get_names, world.app("bob"), GetNamesRequest(world.people["ada"], None))


def test_names_that_cannot_be_kept_are_refused(world: World) -> None:
    with pytest.raises(NameMalformedError):
        world.named("ada", "Ada Lovelace", "Ada")
    with pytest.raises(TooManyNamesError):
        world.named("ada", *(f"Ada the {number}" for number in range(11)))


def bearers_of(world: World, name: str, count: int) -> None:
    for number in range(count):
        world.person(f"bearer{number}")
        world.enroll(f"bearer{number}")
        world.named(f"bearer{number}", name)


def test_a_name_of_more_people_than_one_render_shows_is_not_permitted_and_no_error(world: World) -> None:
    bearers_of(world, "Max Power", 17)
    assert world.check("bob", "Max Power dances").outcome == "NOT_PERMITTED"
    assert world.check("bob", "Max Power and @ada").outcome == "NOT_PERMITTED"


def test_no_bearer_of_a_name_is_rendered_because_others_bear_it(world: World) -> None:
    bearers_of(world, "Max Power", 17)
    for number in range(16):
        world.audience(f"bearer{number}", Audience.EVERYONE)
    assert world.check("bob", "Max Power dances").outcome == "NOT_PERMITTED"
    assert world.check("bob", "@bearer3, Max Power, dances").outcome == "ALLOWED"


def test_names_beside_sixteen_mentions_are_not_permitted_and_no_error(world: World) -> None:
    bearers_of(world, "Max Power", 16)
    mentions = " ".join(f"@bearer{number}" for number in range(15))
    assert world.check("bob", f"{mentions} @bob, Ada Lovelace").outcome == "NOT_PERMITTED"


def test_a_text_that_cannot_be_compared_is_not_permitted_and_no_error(world: World) -> None:
    assert world.check("bob", "\ufdfa" * 10_000).outcome == "NOT_PERMITTED"
