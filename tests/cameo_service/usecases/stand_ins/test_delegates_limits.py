"""A delegate gains nothing for herself, acts only while in good standing, and deletes nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from cameo_service.usecases.acting.errors import NotPermittedError, NotTheOwnerError, SubjectSuspendedError
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.acting.stand_in_voices import DelegateNeverBenefitsError
from cameo_service.usecases.acting.writes import WriteRequest
from cameo_service.usecases.consent.access import (
    AccessGranted,
    GrantAccessRequest,
    RevokeAccessRequest,
    grant_access,
    revoke_access,
)
from cameo_service.usecases.consent.access_requests import (
    ApproveAccessRequest,
    DenyAccessRequest,
    RequestAccessRequest,
    approve_access,
    deny_access,
    request_access,
)
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.blocks import BlockActorRequest, UnblockActorRequest, block_actor, unblock_actor
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.operator.erasure import EraseSubjectRequest
from cameo_service.usecases.outputs.appearances import (
    ListAppearancesRequest,
    RemoveAppearanceRequest,
    list_appearances,
    remove_appearance,
)
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.stand_ins.delegation import (
    DelegateWithoutStandingError,
    EndDelegationRequest,
    NameDelegateRequest,
    end_delegation,
    list_delegations,
    name_delegate,
)
from consent.identity import RenderGrantId
from consent.render_lease import Removal
from consent.stand_ins import DelegatedAct
from consent.takedown import StopEffect
from consent.terms import AgeClass, Audience, Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import FACE, SECOND_US, World

MAY_GRANT = frozenset(DelegatedAct)


@pytest.fixture
def world(store: Store) -> World:
    """Ada lets Bob render her; Eve and Zoe act for her when a test says so."""
    world = World(store)
    for handle in ("ada", "bob", "eve", "zoe"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world


def named(world: World, *delegates: str) -> None:
    for delegate in delegates:
        ends_us = world.clock.now_us + 60 * SECOND_US
        request = NameDelegateRequest(world.request_id(), world.people[delegate], MAY_GRANT, "file 7", ends_us)
        world.run(name_delegate, world.app("ada"), request)


def granted(world: World, grantee: str, by: str = "eve") -> AccessGranted:
    request = GrantAccessRequest(
        world.request_id(),
        world.people[grantee],
        FACE,
        frozenset({Use.PRIVATE}),
        None,
        None,
        owner=world.people["ada"],
    )
    return world.run(grant_access, world.app(by), request)


def is_allowed(world: World, asker: str | None) -> bool:
    return world.check(asker, "@ada dances").outcome is Outcome.ALLOWED


def became(world: World, who: str, age: AgeClass, *, acting: bool = False) -> None:
    request = AssertAgeRequest(world.request_id(), world.people[who], age)
    world.run(assert_age, world.app(who if acting else None), request)


def blocked(world: World, who: str, seconds: int | None = None) -> None:
    ends_us = None if seconds is None else world.clock.now_us + seconds * SECOND_US
    request = BlockActorRequest(world.request_id(), world.people["ada"], world.people[who], ends_us)
    world.run(block_actor, world.app("ada"), request)


def unblocked(world: World, who: str) -> None:
    request = UnblockActorRequest(world.request_id(), world.people[who])
    world.run(unblock_actor, world.app("ada"), request)


def test_a_delegate_does_not_grant_to_herself(world: World) -> None:
    named(world, "eve")
    with pytest.raises(DelegateNeverBenefitsError):
        granted(world, "eve")
    assert not is_allowed(world, "eve")


def test_two_delegates_do_not_grant_to_each_other(world: World) -> None:
    named(world, "eve", "zoe")
    for by, other in (("eve", "zoe"), ("zoe", "eve")):
        with pytest.raises(DelegateNeverBenefitsError):
            granted(world, other, by)
        assert not is_allowed(world, other)


def test_who_was_granted_by_a_delegate_loses_it_when_named_too(world: World) -> None:
    named(world, "eve")
    granted(world, "zoe")
    named(world, "zoe")
    assert not is_allowed(world, "zoe")


@pytest.mark.parametrize("audience", [Audience.APPROVED, Audience.EVERYONE])
def test_naming_ends_what_the_delegate_could_render(world: World, audience: Audience) -> None:
    world.audience("ada", audience)
    world.grant("ada", "eve")
    world.grouped("ada", "club", "eve")
    world.granted_to_group("ada", "club")
    running = world.check("eve", "@ada dances")
    named(world, "eve")
    assert not is_allowed(world, "eve")
    with pytest.raises(NotPermittedError):
        world.fetched(running.render_grant, "@ada dances")


def test_the_end_of_a_mandate_gives_the_delegate_nothing_back(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)
    named(world, "eve")
    end = EndDelegationRequest(world.request_id(), world.people["ada"], world.people["eve"])
    world.run(end_delegation, world.app(), end)
    assert not is_allowed(world, "eve")
    world.grant("ada", "eve")
    assert is_allowed(world, "eve")


def test_a_delegate_gets_in_by_no_group_and_by_no_request(world: World) -> None:
    world.grouped("ada", "club", "bob")
    world.granted_to_group("ada", "club")
    wish = RequestAccessRequest(world.request_id(), world.people["ada"], FACE, frozenset({Use.PRIVATE}))
    world.run(request_access, world.app("eve"), wish)
    named(world, "eve")
    with pytest.raises(DelegateNeverBenefitsError):
        world.grouped("ada", "club", "eve")
    approval = ApproveAccessRequest(world.request_id(), world.people["eve"], None, None)
    with pytest.raises(DelegateNeverBenefitsError):
        world.run(approve_access, world.app("ada"), approval)
    with pytest.raises(DelegateNeverBenefitsError):
        world.grant("ada", "eve")
    assert not is_allowed(world, "eve")


LOSSES: dict[str, Callable[[World], None]] = {
    "a minor": lambda world: became(world, "eve", AgeClass.MINOR),
    "of unknown age": lambda world: became(world, "eve", AgeClass.UNKNOWN),
    "suspended": lambda world: world.suspended("eve"),
    "blocked": lambda world: blocked(world, "eve"),
    "blocked for a while": lambda world: blocked(world, "eve", 30),
}


def every_act(world: World) -> list[tuple[Any, WriteRequest]]:
    """All that a delegate may do."""
    ada, bob = world.people["ada"], world.people["bob"]
    grant = GrantAccessRequest(world.request_id(), bob, FACE, frozenset({Use.PRIVATE}), None, None, owner=ada)
    return [
        (grant_access, grant),
        (revoke_access, RevokeAccessRequest(world.request_id(), ada, bob)),
        (block_actor, BlockActorRequest(world.request_id(), ada, bob, None)),
        (freeze_likeness, FreezeLikenessRequest(world.request_id(), ada)),
        (deny_access, DenyAccessRequest(world.request_id(), ada, bob)),
        (end_delegation, EndDelegationRequest(world.request_id(), ada, world.people["zoe"])),
        (remove_appearance, RemoveAppearanceRequest(world.request_id(), ada, shown(world), Removal.HIDDEN)),
    ]


def shown(world: World, output: bytes = b"output") -> RenderGrantId:
    """An output of Bob's that shows Ada."""
    given = world.check("bob", "@ada dances", job=output.decode())
    assert given.render_grant is not None
    world.fetched(given.render_grant, "@ada dances", job=output.decode())
    world.committed(given.render_grant, "@ada dances", output=output, job=output.decode())
    return world.ask(list_appearances, world.app("ada"), ListAppearancesRequest(None, 1, None)).rows[0].render_grant_id


@pytest.mark.parametrize("loss", LOSSES)
def test_a_delegate_without_standing_does_nothing(world: World, loss: str) -> None:
    named(world, "eve")
    acts = every_act(world)
    LOSSES[loss](world)
    for command, request in acts:
        with pytest.raises((NotTheOwnerError, SubjectSuspendedError)):
            world.run(command, world.app("eve"), request)
    with pytest.raises(NotTheOwnerError):
        world.ask(list_delegations, world.app("eve"), OwnerQuestion(world.people["ada"], None))
    assert is_allowed(world, "bob")


@pytest.mark.parametrize("loss", ["a minor", "of unknown age"])
def test_a_mandate_does_not_come_back_with_the_delegates_own_word_on_their_age(world: World, loss: str) -> None:
    named(world, "eve")
    LOSSES[loss](world)
    became(world, "eve", AgeClass.ADULT, acting=True)
    with pytest.raises(NotTheOwnerError):
        granted(world, "zoe")


@pytest.mark.parametrize("seconds", [None, 1])
def test_a_block_ends_the_mandate_for_good(world: World, seconds: int | None) -> None:
    named(world, "eve")
    blocked(world, "eve", seconds)
    world.clock.now_us += 2 * SECOND_US
    unblocked(world, "eve")
    with pytest.raises(NotTheOwnerError):
        granted(world, "zoe")


def test_a_suspended_delegate_acts_again_after_the_suspension(world: World) -> None:
    named(world, "eve")
    world.suspended("eve")
    world.suspended("eve", suspended=False)
    granted(world, "zoe")
    assert is_allowed(world, "zoe")


@pytest.mark.parametrize("loss", ["suspended", "blocked"])
def test_nobody_without_standing_is_named(world: World, loss: str) -> None:
    LOSSES[loss](world)
    with pytest.raises(DelegateWithoutStandingError):
        named(world, "eve")


def test_a_delegate_hides_and_never_deletes(world: World) -> None:
    named(world, "eve")
    ada, appearance = world.people["ada"], shown(world)
    deletions: list[tuple[Any, WriteRequest]] = [
        (remove_appearance, RemoveAppearanceRequest(world.request_id(), ada, appearance, Removal.DELETED)),
        (freeze_likeness, FreezeLikenessRequest(world.request_id(), ada, StopEffect.DELETE_ALL)),
        (revoke_access, RevokeAccessRequest(world.request_id(), ada, world.people["bob"], StopEffect.DELETE_ALL)),
    ]
    for command, request in deletions:
        with pytest.raises(NotTheOwnerError):
            world.run(command, world.app("eve"), request)
    hide = RemoveAppearanceRequest(world.request_id(), ada, appearance, Removal.HIDDEN)
    world.run(remove_appearance, world.app("eve"), hide)
    with world.store.read() as snapshot:
        assert [row.removal for row in snapshot.renders.all_appearances(ada)] == [Removal.HIDDEN]


def test_an_erasure_that_names_another_person_erases_neither(world: World) -> None:
    named(world, "eve")
    request = EraseSubjectRequest(world.request_id(), StopEffect.STOP_NEW, world.people["ada"])
    with pytest.raises(NotTheOwnerError):
        world.run(world.erase_subject, world.app("eve"), request)
    granted(world, "zoe")
    assert is_allowed(world, "zoe")
