"""A change of age ends what was granted, and the likeness is frozen until the person or the operator settles it."""

import pytest

from cameo_service.usecases.acting.ages import AgeNotSettledError
from cameo_service.usecases.acting.errors import NotTheOperatorError, ReasonMissingError
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.audience import ConsentState, get_consent
from cameo_service.usecases.consent.freeze import UnfreezeLikenessRequest, unfreeze_likeness
from cameo_service.usecases.operator.age import AgeNeedsThePersonError, SettleAgeRequest, settle_age
from cameo_service.usecases.stand_ins.delegation import NameDelegateRequest, name_delegate
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardianRequest, MinorNotConfirmedError
from consent.stand_ins import DelegatedAct
from consent.terms import AgeClass, Audience
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import SECOND_US, World
from tests.stores import new_store

APPS_WORDS = [(AgeClass.MINOR,), (AgeClass.UNKNOWN,), (AgeClass.UNKNOWN, AgeClass.MINOR)]


@pytest.fixture
def world() -> World:
    """Ada, an adult, granted Bob access, alone and with a club; Kid is a minor; minors may have guardians here."""
    store = new_store()
    store.count_guardians()
    world = World(store)
    for handle in ("ada", "bob", "eve"):
        world.person(handle)
    world.person("kid", AgeClass.MINOR)
    for handle in ("ada", "kid"):
        world.enroll(handle)
        world.audience(handle, Audience.APPROVED)
    world.grant("ada", "bob")
    world.grouped("ada", "club", "eve")
    world.granted_to_group("ada", "club")
    return world


def aged(world: World, who: str, *ages: AgeClass, acting: bool = False) -> None:
    for age in ages:
        request = AssertAgeRequest(world.request_id(), world.people[who], age)
        world.run(assert_age, world.app(who if acting else None), request)


def settled(world: World, who: str, age: AgeClass) -> None:
    request = SettleAgeRequest(world.request_id(), world.people[who], age, "saw a passport")
    world.run(settle_age, world.operator(), request)


def unfrozen(world: World, who: str, by: str | None = None) -> None:
    request = UnfreezeLikenessRequest(world.request_id(), world.people[who] if by else None)
    world.run(unfreeze_likeness, world.app(by or who), request)


def linked(world: World, minor: str, by: str = "eve") -> None:
    ends_us = world.clock.now_us + 60 * SECOND_US
    request = BecomeGuardianRequest(world.request_id(), world.people[minor], "file 7", ends_us)
    world.run(world.become_guardian, world.app(by), request)


def is_allowed(world: World, asker: str | None, subject: str = "ada") -> bool:
    return world.check(asker, f"@{subject} dances").outcome is Outcome.ALLOWED


def consent_of(world: World, who: str) -> ConsentState:
    return world.ask(get_consent, world.app(), OwnerQuestion(world.people[who], None))


@pytest.mark.parametrize("ages", APPS_WORDS)
def test_the_apps_word_freezes_an_adult_until_the_adult_speaks(world: World, ages: tuple[AgeClass, ...]) -> None:
    aged(world, "ada", *ages)
    assert consent_of(world, "ada").frozen
    with pytest.raises(AgeNotSettledError):
        unfrozen(world, "ada")
    aged(world, "ada", AgeClass.ADULT, acting=True)
    assert not consent_of(world, "ada").frozen
    assert is_allowed(world, "ada")


@pytest.mark.parametrize("ages", APPS_WORDS)
def test_a_change_of_age_ends_what_was_granted(world: World, ages: tuple[AgeClass, ...]) -> None:
    assert is_allowed(world, "bob")
    assert is_allowed(world, "eve")
    aged(world, "ada", *ages)
    aged(world, "ada", AgeClass.ADULT, acting=True)
    assert not is_allowed(world, "bob")
    assert not is_allowed(world, "eve")
    world.grant("ada", "bob")
    assert is_allowed(world, "bob")


def test_a_change_by_the_persons_own_word_ends_grants_and_mandates_and_freezes_nothing(world: World) -> None:
    ends_us = world.clock.now_us + 60 * SECOND_US
    mandate = NameDelegateRequest(world.request_id(), world.people["eve"], frozenset(DelegatedAct), "file 7", ends_us)
    world.run(name_delegate, world.app("ada"), mandate)
    aged(world, "ada", AgeClass.MINOR, acting=True)
    assert not consent_of(world, "ada").frozen
    assert consent_of(world, "ada").grants == ()
    with world.store.read() as snapshot:
        assert snapshot.delegations.of(world.people["ada"]) == ()


def test_an_age_that_is_said_again_changes_nothing(world: World) -> None:
    aged(world, "ada", AgeClass.ADULT, acting=True)
    aged(world, "kid", AgeClass.MINOR)
    assert is_allowed(world, "bob")
    assert not consent_of(world, "kid").frozen


def test_the_first_word_about_a_person_who_said_nothing_needs_no_settling(world: World) -> None:
    world.person("new", AgeClass.UNKNOWN)
    aged(world, "new", AgeClass.MINOR)
    assert not consent_of(world, "new").frozen
    linked(world, "new")


def test_a_freeze_of_ones_own_outlasts_the_settling(world: World) -> None:
    with world.store.write() as transaction:
        transaction.people.set_frozen(world.people["ada"], frozen=True)
    aged(world, "ada", AgeClass.MINOR)
    aged(world, "ada", AgeClass.ADULT, acting=True)
    assert not is_allowed(world, "ada")
    unfrozen(world, "ada")
    assert is_allowed(world, "ada")


def test_the_operator_gives_back_an_adult_what_the_apps_word_took(world: World) -> None:
    aged(world, "ada", AgeClass.MINOR)
    settled(world, "ada", AgeClass.ADULT)
    assert is_allowed(world, "ada")
    assert not is_allowed(world, "bob")


@pytest.mark.parametrize("who", ["kid", "new"])
def test_the_operator_makes_nobody_an_adult(world: World, who: str) -> None:
    world.person("new", AgeClass.UNKNOWN)
    with pytest.raises(AgeNeedsThePersonError):
        settled(world, who, AgeClass.ADULT)
    aged(world, who, AgeClass.UNKNOWN)
    with pytest.raises(AgeNeedsThePersonError):
        settled(world, who, AgeClass.ADULT)


def test_an_adult_whom_the_operator_finds_to_be_a_minor_stays_frozen_until_a_voice_unfreezes(world: World) -> None:
    settled(world, "ada", AgeClass.MINOR)
    linked(world, "ada")
    assert not any(is_allowed(world, asker) for asker in ("ada", "bob", "eve", None))
    unfrozen(world, "ada", by="eve")
    assert is_allowed(world, "eve")
    assert not is_allowed(world, "bob")


def test_nobody_becomes_a_guardian_while_the_age_is_not_settled(world: World) -> None:
    aged(world, "kid", AgeClass.UNKNOWN, AgeClass.MINOR)
    with pytest.raises(MinorNotConfirmedError):
        linked(world, "kid")
    settled(world, "kid", AgeClass.MINOR)
    linked(world, "kid")
    assert is_allowed(world, "eve", "kid")


def test_only_an_operator_with_a_reason_settles_an_age(world: World) -> None:
    ada = world.people["ada"]
    with pytest.raises(NotTheOperatorError):
        world.run(settle_age, world.app("ada"), SettleAgeRequest(world.request_id(), ada, AgeClass.ADULT, "mine"))
    with pytest.raises(ReasonMissingError):
        world.run(settle_age, world.operator(), SettleAgeRequest(world.request_id(), ada, AgeClass.MINOR, ""))


def test_a_person_whom_the_operator_finds_to_be_no_adult_acts_for_nobody(world: World) -> None:
    linked(world, "kid")
    ends_us = world.clock.now_us + 60 * SECOND_US
    mandate = NameDelegateRequest(world.request_id(), world.people["eve"], frozenset(), "file 7", ends_us)
    world.run(name_delegate, world.app("ada"), mandate)
    settled(world, "eve", AgeClass.MINOR)
    assert not is_allowed(world, "eve", "kid")
    assert not is_allowed(world, "kid", "kid")
    with world.store.read() as snapshot:
        assert snapshot.delegations.of(world.people["ada"]) == ()
