"""What a delegate may do for an owner, and what stays the owner's."""

import pytest

from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    ExpiryInThePastError,
    NotTheOwnerError,
    SubjectSuspendedError,
)
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.access import GrantAccessRequest, RevokeAccessRequest, grant_access, revoke_access
from cameo_service.usecases.consent.audience import SetAudienceRequest, set_audience
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.operator.erasure import EraseSubjectRequest
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from cameo_service.usecases.stand_ins.delegation import (
    DelegateNotAdultError,
    DelegationIncompleteError,
    EndDelegationRequest,
    NameDelegateRequest,
    end_delegation,
    list_delegations,
    name_delegate,
)
from consent.owner_act import OwnerAct
from consent.stand_ins import DelegatedAct
from consent.takedown import StopEffect
from consent.terms import AgeClass, Audience, Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import FACE, SECOND_US, World

MAY_GRANT = frozenset({DelegatedAct.GRANT_ACCESS})
NARROWS = frozenset[DelegatedAct]()


@pytest.fixture
def world(store: Store) -> World:
    """Ada lets Bob render her; Eve acts for her when a test says so."""
    world = World(store)
    for handle in ("ada", "bob", "eve", "zoe"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world


def named(world: World, acts: frozenset[DelegatedAct] = NARROWS, *, seconds: int | None = 60, by: str = "ada") -> None:
    ends_us = None if seconds is None else world.clock.now_us + seconds * SECOND_US
    request = NameDelegateRequest(world.request_id(), world.people["eve"], acts, "file 7", ends_us)
    world.run(name_delegate, world.app(by), request)


def granted(world: World, by: str = "eve", use: Use = Use.PRIVATE) -> None:
    request = GrantAccessRequest(
        world.request_id(), world.people["zoe"], FACE, frozenset({use}), None, None, owner=world.people["ada"]
    )
    world.run(grant_access, world.app(by), request)


def revoked(world: World, by: str = "eve") -> None:
    request = RevokeAccessRequest(world.request_id(), world.people["ada"], world.people["bob"])
    world.run(revoke_access, world.app(by), request)


def is_allowed(world: World, asker: str) -> bool:
    return world.check(asker, "@ada dances").outcome is Outcome.ALLOWED


def reason_of_newest(world: World) -> str:
    return world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 1, None)).rows[0].reason


def test_a_delegate_narrows_and_the_owner_reads_who_it_was(world: World) -> None:
    named(world)
    revoked(world)
    assert not is_allowed(world, "bob")
    assert reason_of_newest(world) == f"by_delegate:{world.people['eve']}"
    world.run(freeze_likeness, world.app("eve"), FreezeLikenessRequest(world.request_id(), world.people["ada"]))
    assert reason_of_newest(world) == f"by_delegate:{world.people['eve']}"


def test_a_delegate_grants_only_when_named_for_it(world: World) -> None:
    named(world)
    with pytest.raises(NotTheOwnerError):
        granted(world)
    named(world, MAY_GRANT)
    granted(world)
    assert is_allowed(world, "zoe")
    assert reason_of_newest(world) == f"by_delegate:{world.people['eve']}"


def test_nobody_else_acts_for_an_owner(world: World) -> None:
    named(world, MAY_GRANT)
    for act in (granted, revoked):
        with pytest.raises(NotTheOwnerError):
            act(world, by="zoe")


def test_a_delegation_ends_by_itself_by_its_owner_or_by_the_delegate(world: World) -> None:
    named(world, MAY_GRANT, seconds=60)
    world.clock.now_us += 60 * SECOND_US
    for by in ("ada", "eve"):
        for act in (granted, revoked):
            with pytest.raises(NotTheOwnerError):
                act(world)
        named(world, MAY_GRANT)
        ended = EndDelegationRequest(world.request_id(), world.people["ada"], world.people["eve"])
        world.run(end_delegation, world.app(by), ended)
    with pytest.raises(NotTheOwnerError):
        granted(world)


def test_everyone_advertising_and_erasure_stay_the_owners(world: World) -> None:
    named(world, MAY_GRANT)
    world.verified("ada", OwnerAct.GRANT_AD)
    world.verified("ada", OwnerAct.WIDEN_TO_EVERYONE)
    world.verified("ada", OwnerAct.ERASE)
    with pytest.raises(NotTheOwnerError):
        granted(world, use=Use.AD)
    wider = SetAudienceRequest(world.request_id(), world.people["ada"], Audience.EVERYONE)
    with pytest.raises(NotTheOwnerError):
        world.run(set_audience, world.app("eve"), wider)
    erase = EraseSubjectRequest(world.request_id(), StopEffect.STOP_NEW, world.people["ada"])
    with pytest.raises(NotTheOwnerError):
        world.run(world.erase_subject, world.app("eve"), erase)
    assert is_allowed(world, "bob")


def test_a_delegate_never_delegates_on(world: World) -> None:
    named(world, MAY_GRANT)
    on = NameDelegateRequest(world.request_id(), world.people["zoe"], MAY_GRANT, "mine", world.clock.now_us + SECOND_US)
    world.run(name_delegate, world.app("eve"), on)  # for Eve herself, not for Ada
    with pytest.raises(NotTheOwnerError):
        granted(world, by="zoe")


@pytest.mark.parametrize("who", ["ada", "eve"])
def test_whoever_is_suspended_grants_nothing(world: World, who: str) -> None:
    named(world, MAY_GRANT)
    world.suspended(who)
    with pytest.raises((NotTheOwnerError, SubjectSuspendedError)):
        granted(world)
    world.suspended(who, suspended=False)
    assert not is_allowed(world, "zoe")


def test_a_mandate_needs_an_end_evidence_and_an_adult(world: World) -> None:
    with pytest.raises(DelegationIncompleteError):
        named(world, seconds=None)
    with pytest.raises(ExpiryInThePastError):
        named(world, seconds=0)
    eve = world.people["eve"]
    for evidence in ("", "x" * 201):
        request = NameDelegateRequest(world.request_id(), eve, NARROWS, evidence, world.clock.now_us + SECOND_US)
        with pytest.raises(DelegationIncompleteError):
            world.run(name_delegate, world.app("ada"), request)
    with pytest.raises(ActorIsOwnerError):
        named(world, by="eve")
    world.people["kid"] = world.person("kid", AgeClass.MINOR)
    minor = NameDelegateRequest(
        world.request_id(), world.people["kid"], NARROWS, "file", world.clock.now_us + SECOND_US
    )
    with pytest.raises(DelegateNotAdultError):
        world.run(name_delegate, world.app("ada"), minor)


def test_the_owner_lists_who_acts(world: World) -> None:
    named(world, MAY_GRANT)
    (found,) = world.ask(list_delegations, world.app("ada"), OwnerQuestion(None, None)).delegations
    assert (found.delegate, found.acts, found.evidence) == (world.people["eve"], MAY_GRANT, "file 7")


def test_an_erased_delegate_or_owner_leaves_no_mandate(world: World) -> None:
    named(world, MAY_GRANT)
    world.run(world.erase_subject, world.app("eve"), EraseSubjectRequest("erase", StopEffect.STOP_NEW))
    with world.store.read() as snapshot:
        assert snapshot.delegations.of(world.people["ada"]) == ()
