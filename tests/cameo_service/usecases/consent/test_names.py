"""People whom a prompt names without @."""

from typing import Any

import pytest

from cameo_service.usecases.acting.errors import NotTheOperatorError, NotTheOwnerError, ReasonMissingError
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.names import NameTooCommonError, TooManyNamesError, get_names
from cameo_service.usecases.operator.names import (
    ListNamesRequest,
    VouchForNamesRequest,
    WithdrawVouchRequest,
    list_names,
    vouch_for_names,
    withdraw_vouch,
)
from cameo_service.usecases.render import people
from consent.errors import NameMalformedError
from consent.names import parse_name
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


def test_a_person_with_a_name_the_operator_vouches_for_and_no_likeness_is_never_rendered(world: World) -> None:
    world.named("eve", "Eve Polastri", acting=False)
    world.vouched("eve")
    assert world.check("bob", "Eve Polastri and @ada").outcome == "NOT_PERMITTED"
    assert reasons(world) == ["not_enrolled"]
    assert world.check("eve", "Eve Polastri").outcome == "NOT_PERMITTED"


def test_a_name_counts_for_its_bearer_alone_until_there_is_an_enrollment_or_a_vouch(world: World) -> None:
    world.named("eve", "Eve Polastri")
    assert world.check("bob", "Eve Polastri dances").outcome == "NO_SUBJECTS"
    assert world.check("bob", "Eve Polastri and @ada").outcome == "ALLOWED"
    assert world.check("eve", "Eve Polastri dances").outcome == "NOT_PERMITTED"
    world.enroll("eve")
    assert world.check("bob", "Eve Polastri dances").outcome == "NOT_PERMITTED"


def test_a_vouch_that_is_withdrawn_ends_what_it_gave_and_nothing_more(world: World) -> None:
    world.named("eve", "Eve Polastri")
    for name in ("eve", "ada"):
        world.vouched(name)
        request = WithdrawVouchRequest(world.request_id(), world.people[name], "left the programme")
        assert not world.run(withdraw_vouch, world.operator(), request).is_vouched
    assert world.check("bob", "Eve Polastri dances").outcome == "NO_SUBJECTS"
    assert world.check("eve", "Ada Lovelace dances").outcome == "NOT_PERMITTED"


@pytest.mark.parametrize("command", [vouch_for_names, withdraw_vouch])
def test_the_operator_alone_vouches_and_gives_a_reason(world: World, command: Any) -> None:
    kind = VouchForNamesRequest if command is vouch_for_names else WithdrawVouchRequest
    with pytest.raises(NotTheOperatorError):
        world.run(command, world.app("eve"), kind(world.request_id(), world.people["eve"], "a star"))
    with pytest.raises(ReasonMissingError):
        world.run(command, world.operator(), kind(world.request_id(), world.people["eve"], ""))


def test_a_refusal_tells_which_name_it_was(world: World) -> None:
    world.named("ada", "Ada Lovelace", "Countess of Lovelace")
    world.check("eve", "Ada Lovelace, the countess of Lovelace")
    world.check("eve", "@ada, Ada Lovelace")
    assert [refusal.names for refusal in world.refusals.noted] == [
        {("ada", "lovelace"), ("countess", "of", "lovelace")},
        frozenset(),
    ]


def test_the_operator_alone_reads_which_names_refuse_prompts(world: World) -> None:
    with world.store.write() as transaction:
        transaction.names.count_refused(world.people["ada"], ("ada", "lovelace"), 3)
    request = ListNamesRequest(0, None)
    (row,) = world.ask(list_names, world.operator(), request).rows
    assert (row.name.text, row.refused, row.counts, row.is_vouched) == ("Ada Lovelace", 3, True, False)
    with pytest.raises(NotTheOperatorError):
        world.ask(list_names, world.app("ada"), request)


def test_somebody_named_and_mentioned_is_asked_once(world: World) -> None:
    assert world.check("bob", "@ada, Ada Lovelace").outcome == "ALLOWED"
    assert len(world.signer.signed[-1].subjects) == 1


def test_all_who_bear_a_name_are_asked_unless_one_of_them_is_mentioned(world: World) -> None:
    world.named("eve", "Ada Lovelace")
    world.enroll("eve")
    assert world.check("bob", "Ada Lovelace dances").outcome == "NOT_PERMITTED"
    assert world.check("bob", "Ada Lovelace (@ada) dances").outcome == "ALLOWED"


def test_a_name_given_up_names_nobody(world: World) -> None:
    with pytest.raises(NotTheOwnerError):
        world.named("ada", acting=False)
    world.named("ada")
    assert world.check("eve", "Ada Lovelace dances").outcome == "NO_SUBJECTS"


def test_names_are_read_as_they_were_given(world: World) -> None:
    world.named("ada", "Ada Lovelace", "Countess of Lovelace", "ADA LOVELACE", acting=False)
    read = world.ask(get_names, world.app(), OwnerQuestion(world.people["ada"], None))
    assert read.names == ("Ada Lovelace", "Countess of Lovelace")
    with pytest.raises(NotTheOwnerError):
        world.ask(get_names, world.app("bob"), OwnerQuestion(world.people["ada"], None))


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


@pytest.mark.parametrize("common", ["At Night", "10 20", "10 people"])
def test_words_and_numbers_that_any_prompt_may_hold_are_no_name(world: World, common: str) -> None:
    with pytest.raises(NameTooCommonError):
        world.named("eve", "Eve Polastri", common)
    assert world.ask(get_names, world.app("eve"), OwnerQuestion(None, None)).names == ()


def test_a_name_that_was_kept_before_it_became_common_can_stay(world: World) -> None:
    with world.store.write() as transaction:
        transaction.names.put(world.people["eve"], (parse_name("At Night"),))
    world.named("eve", "At Night", "Eve Polastri")
    with pytest.raises(NameTooCommonError):
        world.named("eve", "At Night", "In the")


def test_a_text_that_names_more_people_than_are_read_is_not_permitted_and_no_error(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_BEARERS", 2)
    world.audience("ada", Audience.EVERYONE)
    bearers_of(world, "Ada Byron", 2)
    assert world.check("bob", "Ada Lovelace dances").outcome == "ALLOWED"
    assert world.check("bob", "Ada Lovelace or Ada Byron").outcome == "NOT_PERMITTED"
    world.named("bearer0", "Ada Byron", "Max Power")
    world.audience("bearer0", Audience.EVERYONE)
    world.audience("bearer1", Audience.EVERYONE)
    assert world.check("bob", "Ada Lovelace or Ada Byron").outcome == "NOT_PERMITTED"
