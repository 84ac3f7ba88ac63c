"""A minor with a guardian: the two of them render the minor, and nobody else does in any way."""

from dataclasses import replace
from pathlib import Path

import pytest

from cameo_service.storage.store import open_store
from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    AudienceAboveCeilingError,
    DecisionNeededError,
    ExpiryTooFarError,
    GuardianNeededError,
    NotTheOwnerError,
    SubjectSuspendedError,
)
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.access import GrantAccessRequest, grant_access
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.audience import SetAudienceRequest, set_audience
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from cameo_service.usecases.stand_ins.guardianship import (
    BecomeGuardian,
    BecomeGuardianRequest,
    EndGuardianshipRequest,
    GuardianNotAdultError,
    GuardianshipIncompleteError,
    GuardiansOffError,
    HasAGuardianError,
    MinorNotConfirmedError,
    NotAMinorError,
    end_guardianship,
    list_guardianships,
)
from consent.grants import LONGEST_GRANT_US
from consent.terms import AgeClass, Audience, Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import FACE, SECOND_US, World
from tests.stores import new_store


@pytest.fixture
def world() -> World:
    """Kid is a minor who let everybody in; Eve is a guardian when a test says so."""
    store = new_store()
    store.count_guardians()
    world = World(store)
    for handle in ("ada", "eve", "zoe"):
        world.person(handle)
    world.person("kid", AgeClass.MINOR)
    for handle in ("ada", "kid"):
        world.enroll(handle)
        world.audience(handle, Audience.EVERYONE)
    world.grant("kid", "ada")
    return world


def linked(world: World, by: str = "eve", minor: str = "kid", *, seconds: int = 60, evidence: str = "file 7") -> None:
    ends_us = world.clock.now_us + seconds * SECOND_US
    request = BecomeGuardianRequest(world.request_id(), world.people[minor], evidence, ends_us)
    world.run(world.become_guardian, world.app(by), request)


def ended(world: World, by: str | None = None) -> None:
    request = EndGuardianshipRequest(world.request_id(), world.people["kid"])
    world.run(end_guardianship, world.app(by), request)


def is_allowed(world: World, asker: str | None, prompt: str = "@kid dances", use: Use = Use.PRIVATE) -> bool:
    return world.check(asker, prompt, use=use).outcome is Outcome.ALLOWED


def aged(world: World, who: str, age: AgeClass, *, acting: bool = False) -> None:
    request = AssertAgeRequest(world.request_id(), world.people[who], age)
    world.run(assert_age, world.app(who if acting else None), request)


def epoch(world: World) -> int:
    kid = world.people["kid"]
    with world.store.read() as snapshot:
        return snapshot.facts.of([kid], None, "", world.clock.now_us)[kid].owner_epoch


def test_without_a_guardian_a_minor_is_refused_both_ways(world: World) -> None:
    assert not any(is_allowed(world, asker) for asker in ("kid", "eve", "ada", None))
    assert not is_allowed(world, "kid", "@ada dances")


def test_the_two_render_the_minor_and_nobody_else_does(world: World) -> None:
    linked(world)
    assert is_allowed(world, "kid")
    assert is_allowed(world, "eve")
    assert not any(is_allowed(world, asker) for asker in ("ada", "zoe", None))
    assert not any(is_allowed(world, asker, use=Use.AD) for asker in ("kid", "eve"))


def test_a_minor_with_a_guardian_still_renders_nobody_else(world: World) -> None:
    linked(world)
    assert not is_allowed(world, "kid", "@ada dances")
    assert not is_allowed(world, "kid", "@kid and @ada dance")


@pytest.mark.parametrize(
    "stop",
    [
        ended,
        lambda world: ended(world, "kid"),
        lambda world: ended(world, "eve"),
        lambda world: world.suspended("eve"),
        lambda world: world.erased("eve"),
        lambda world: aged(world, "eve", AgeClass.UNKNOWN),
        lambda world: aged(world, "kid", AgeClass.UNKNOWN),
    ],
)
def test_whatever_takes_the_guardian_away_stops_the_renders_and_bumps_the_epoch(world: World, stop: object) -> None:
    linked(world)
    assert callable(stop)
    before = epoch(world)
    stop(world)
    assert epoch(world) > before
    assert not is_allowed(world, "kid")
    assert not is_allowed(world, "ada")


def test_a_guardianship_ends_by_itself_and_no_render_outlives_it(world: World) -> None:
    linked(world, seconds=5)
    reply = world.check("eve", "@kid dances")
    assert reply.outcome is Outcome.ALLOWED
    assert world.signer.signed[-1].expires_us <= world.clock.now_us + 5 * SECOND_US
    world.clock.now_us += 5 * SECOND_US
    assert not is_allowed(world, "kid")
    assert not is_allowed(world, "eve")


def test_a_guardianship_does_not_come_back_by_the_apps_word(world: World) -> None:
    linked(world)
    aged(world, "kid", AgeClass.UNKNOWN)
    aged(world, "kid", AgeClass.MINOR)
    assert not is_allowed(world, "eve")
    assert world.ask(list_guardianships, world.app("kid"), OwnerQuestion(None, None)).links == ()


def test_a_minor_of_whom_the_app_says_so_again_keeps_the_guardian(world: World) -> None:
    linked(world)
    aged(world, "kid", AgeClass.MINOR)
    assert is_allowed(world, "eve")


def test_who_comes_of_age_speaks_for_themself_again(world: World) -> None:
    linked(world)
    aged(world, "kid", AgeClass.ADULT, acting=True)
    world.audience("kid", Audience.ONLY_ME)
    assert not is_allowed(world, "eve")
    assert is_allowed(world, "kid")


def test_the_minor_alone_opens_nothing_while_there_is_a_link(world: World) -> None:
    linked(world)
    world.run(freeze_likeness, world.app("kid"), FreezeLikenessRequest(world.request_id(), None))
    for _ in range(2):
        with pytest.raises(GuardianNeededError):
            world.run(unfreeze_likeness, world.app("kid"), UnfreezeLikenessRequest(world.request_id()))
        with pytest.raises(GuardianNeededError):
            world.grant("kid", "zoe")
        world.suspended("eve")  # who does not count now, and may again


def test_a_guardian_freezes_unfreezes_and_sets_the_audience_of_two(world: World) -> None:
    linked(world)
    eve, kid = world.app("eve"), world.people["kid"]
    world.run(freeze_likeness, eve, FreezeLikenessRequest(world.request_id(), kid))
    assert not is_allowed(world, "kid")
    newest = world.ask(list_activity, world.app("kid"), ListActivityRequest(None, 1, None)).rows[0]
    assert newest.reason == f"by_guardian:{world.people['eve']}"
    world.run(unfreeze_likeness, eve, UnfreezeLikenessRequest(world.request_id(), kid))
    world.run(set_audience, eve, SetAudienceRequest(world.request_id(), kid, Audience.NOBODY))
    assert not any(is_allowed(world, asker) for asker in ("kid", "eve"))
    world.run(set_audience, eve, SetAudienceRequest(world.request_id(), kid, Audience.ONLY_ME))
    assert all(is_allowed(world, asker) for asker in ("kid", "eve"))
    for wider in (Audience.MUTUALS, Audience.APPROVED, Audience.EVERYONE):
        with pytest.raises(AudienceAboveCeilingError):
            world.run(set_audience, eve, SetAudienceRequest(world.request_id(), kid, wider))


def test_a_guardian_grants_nothing_to_anybody(world: World) -> None:
    linked(world)
    request = GrantAccessRequest(
        world.request_id(), world.people["zoe"], FACE, frozenset({Use.PRIVATE}), None, None, owner=world.people["kid"]
    )
    with pytest.raises(NotTheOwnerError):
        world.run(grant_access, world.app("eve"), request)


def test_a_guardian_who_was_revoked_renders_no_more(world: World) -> None:
    linked(world)
    world.revoked("kid", "eve")
    assert not is_allowed(world, "eve")
    assert is_allowed(world, "kid")


def test_nobody_else_speaks_for_a_minor(world: World) -> None:
    linked(world)
    kid = world.people["kid"]
    with pytest.raises(NotTheOwnerError):
        world.run(freeze_likeness, world.app("zoe"), FreezeLikenessRequest(world.request_id(), kid))
    for caller in (world.app(), world.app("zoe")):
        with pytest.raises(NotTheOwnerError):
            world.run(unfreeze_likeness, caller, UnfreezeLikenessRequest(world.request_id(), kid))
    world.suspended("kid")
    with pytest.raises(SubjectSuspendedError):
        world.run(unfreeze_likeness, world.app("eve"), UnfreezeLikenessRequest(world.request_id(), kid))


def test_a_guardian_is_one_asserted_adult_with_evidence_and_an_end_for_an_asserted_minor(world: World) -> None:
    with pytest.raises(NotAMinorError):
        linked(world, minor="zoe")
    with pytest.raises(ActorIsOwnerError):
        linked(world, by="kid")
    for evidence in ("", "x" * 201):
        with pytest.raises(GuardianshipIncompleteError):
            linked(world, evidence=evidence)
    with pytest.raises(ExpiryTooFarError):
        linked(world, seconds=LONGEST_GRANT_US // SECOND_US + 1)
    aged(world, "zoe", AgeClass.UNKNOWN)
    with pytest.raises(GuardianNotAdultError):
        linked(world, by="zoe")
    with pytest.raises(NotTheOwnerError):
        world.run(
            world.become_guardian,
            world.app(),
            BecomeGuardianRequest("a", world.people["kid"], "file", world.clock.now_us + SECOND_US),
        )
    linked(world)
    linked(world, seconds=30)
    with pytest.raises(HasAGuardianError):
        linked(world, by="ada")
    (link,) = world.ask(list_guardianships, world.app("kid"), OwnerQuestion(None, None)).links
    assert (link.guardian, link.expires_us) == (world.people["eve"], world.clock.now_us + 30 * SECOND_US)


@pytest.mark.parametrize("on_the_way", [(), (AgeClass.UNKNOWN,), (AgeClass.MINOR, AgeClass.UNKNOWN)])
def test_the_apps_word_alone_makes_no_ward_of_an_enrolled_adult(world: World, on_the_way: tuple[AgeClass, ...]) -> None:
    for age in (*on_the_way, AgeClass.MINOR):
        aged(world, "ada", age)
    with pytest.raises(MinorNotConfirmedError):
        linked(world, minor="ada")
    assert not any(is_allowed(world, asker, "@ada dances") for asker in ("ada", "eve", "zoe", None))


def test_an_adult_who_says_minor_themself_may_have_a_guardian(world: World) -> None:
    aged(world, "ada", AgeClass.MINOR, acting=True)
    linked(world, minor="ada")
    assert is_allowed(world, "eve", "@ada dances")


def test_a_minor_who_came_of_age_is_no_ward_again_by_the_apps_word(world: World) -> None:
    linked(world)
    aged(world, "kid", AgeClass.ADULT, acting=True)
    aged(world, "kid", AgeClass.MINOR)
    with pytest.raises(MinorNotConfirmedError):
        linked(world)
    assert not is_allowed(world, "eve")


@pytest.mark.parametrize("times", [1, 2])
def test_saying_nothing_of_ones_age_is_no_word_for_a_guardian(world: World, times: int) -> None:
    for _ in range(times):
        aged(world, "ada", AgeClass.UNKNOWN, acting=True)
        aged(world, "ada", AgeClass.MINOR)
    with pytest.raises(MinorNotConfirmedError):
        linked(world, minor="ada")


def test_a_suspended_minor_gets_no_guardian(world: World) -> None:
    world.suspended("kid")
    with pytest.raises(SubjectSuspendedError):
        linked(world)


def test_a_deployment_for_adults_makes_no_links(world: World) -> None:
    world.become_guardian = BecomeGuardian(is_open=False)
    with pytest.raises(GuardiansOffError):
        linked(world)


def test_links_from_before_the_switch_was_turned_off_do_not_count(tmp_path: Path) -> None:
    for counts in (True, False):
        store = open_store(tmp_path / "data", bytes)
        world = World(store)
        if counts:
            store.count_guardians()
        for handle, age in (("eve", AgeClass.ADULT), ("kid", AgeClass.MINOR)):
            world.clock.now_us += SECOND_US
            world.person(handle, age)
        if counts:
            world.enroll("kid")
            linked(world)
        assert is_allowed(world, "kid") is counts
        store.close()


def test_a_guardian_who_only_asks_takes_away_and_gives_nothing(world: World) -> None:
    linked(world)

    def set_to(audience: Audience, *, is_asking: bool) -> Audience:
        caller = replace(world.app("eve"), is_asking=is_asking)
        request = SetAudienceRequest(world.request_id(), world.people["kid"], audience)
        return world.run(set_audience, caller, request).audience

    assert set_to(Audience.NOBODY, is_asking=True) is Audience.NOBODY
    with pytest.raises(DecisionNeededError):
        set_to(Audience.ONLY_ME, is_asking=True)
    assert set_to(Audience.ONLY_ME, is_asking=False) is Audience.ONLY_ME
