"""Asking for access, and answering."""

import pytest

from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    AssertionInvalidError,
    NothingGrantedError,
    NotTheOwnerError,
)
from cameo_service.usecases.acting.person import OwnerQuestion, Person
from cameo_service.usecases.consent.access_requests import (
    AccessRequestUnknownError,
    ApproveAccessRequest,
    DenyAccessRequest,
    RequestAccessRequest,
    approve_access,
    deny_access,
    list_access_requests,
    request_access,
)
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from consent.handles import Handle
from consent.terms import Audience, Modality, Use
from tests.cameo_service.usecases.world import BOTH, FACE, World

PRIVATE = frozenset({Use.PRIVATE})


@pytest.fixture
def world() -> World:
    world = World()
    for name in ("ada", "bob", "eve"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    return world


def ask(world: World, asker: str | None, owner: Person, modalities: frozenset[Modality] = FACE) -> str:
    request = RequestAccessRequest(world.request_id(), owner, modalities, PRIVATE)
    return world.run(request_access, world.app(asker), request).token


def waiting(world: World) -> list[tuple[str | None, frozenset[Modality]]]:
    read = world.ask(list_access_requests, world.app(), OwnerQuestion(world.people["ada"], None))
    return [(one.handle, one.wish.modalities) for one in read.waiting]


def feed(world: World) -> list[str]:
    with world.store.read() as snapshot:
        return [row.kind for row in snapshot.activity.of(world.people["ada"], 20)]


def test_what_was_asked_is_granted_by_a_yes_and_no_more(world: World) -> None:
    ask(world, "bob", Handle("ada"))
    assert world.check("bob", "@ada").outcome == "NOT_PERMITTED"
    approval = ApproveAccessRequest("yes", world.people["bob"], None, None)
    world.run(approve_access, world.app("ada"), approval)
    assert world.check("bob", "@ada").outcome == "ALLOWED"
    assert world.check("bob", "@ada", modalities=BOTH).outcome == "NOT_PERMITTED"
    assert waiting(world) == []
    assert feed(world)[:2] == ["granted", "access_requested"]


def test_a_no_ends_the_request_and_allows_nothing(world: World) -> None:
    ask(world, "bob", world.people["ada"])
    for number in range(2):
        denial = DenyAccessRequest(f"no {number}", world.people["ada"], world.people["bob"])
        world.run(deny_access, world.app(), denial)
    assert waiting(world) == []
    assert feed(world).count("access_denied") == 1
    assert world.check("bob", "@ada").outcome == "NOT_PERMITTED"
    with pytest.raises(AccessRequestUnknownError):
        world.run(approve_access, world.app("ada"), ApproveAccessRequest("late", world.people["bob"], None, None))


def test_asking_again_replaces_what_was_asked_and_is_told_once(world: World) -> None:
    ask(world, "bob", world.people["ada"])
    ask(world, "bob", world.people["ada"], BOTH)
    assert waiting(world) == [("bob", BOTH)]
    assert feed(world).count("access_requested") == 1


def test_whoever_is_blocked_seems_to_ask_and_is_not_heard(world: World) -> None:
    ask(world, "eve", world.people["ada"])
    world.run(block_actor, world.app(), BlockActorRequest("block", world.people["ada"], world.people["eve"], None))
    ask(world, "eve", world.people["ada"])
    assert waiting(world) == []
    assert feed(world)[0] == "blocked"


def test_asking_tells_nobody_who_is_here(world: World) -> None:
    for owner in ("ada", "nobody"):
        with world.store.read() as snapshot:
            before = snapshot.revision()
        assert ask(world, "bob", Handle(owner))
        with world.store.read() as snapshot:
            assert snapshot.revision() == before + 1


def test_a_request_needs_somebody_who_asks_somebody_else_for_something(world: World) -> None:
    with pytest.raises(AssertionInvalidError):
        ask(world, None, world.people["ada"])
    with pytest.raises(ActorIsOwnerError):
        ask(world, "ada", world.people["ada"])
    with pytest.raises(NothingGrantedError):
        ask(world, "bob", world.people["ada"], frozenset())


def test_only_the_owner_says_yes_and_reads_who_waits(world: World) -> None:
    ask(world, "bob", world.people["ada"])
    with pytest.raises(AccessRequestUnknownError):
        world.run(approve_access, world.app("eve"), ApproveAccessRequest("1", world.people["bob"], None, None))
    with pytest.raises(NotTheOwnerError):
        world.run(approve_access, world.app(), ApproveAccessRequest("2", world.people["bob"], None, None))
    with pytest.raises(NotTheOwnerError):
        world.ask(list_access_requests, world.app("eve"), OwnerQuestion(world.people["ada"], None))


def test_providers_never_see_each_others_grants(world: World) -> None:
    world.grant("ada", "bob", provider="studio")
    with world.store.read() as snapshot:
        ada, bob = world.people["ada"], world.people["bob"]
        assert snapshot.facts.of([ada], bob, "other", 0)[ada].grants == ()
    assert world.check("bob", "@ada", service_id="studio").outcome == "ALLOWED"
    refused = world.check("bob", "@ada", service_id="other")
    assert refused.outcome == "NOT_PERMITTED"
    assert [refusal.provider for refusal in world.refusals.noted] == ["other"]
