"""An owner sees people by their current handles in every list; a stand-in sees no handle of another stand-in."""

from collections.abc import Mapping

import pytest

from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.audience import get_consent
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.groups import list_groups
from cameo_service.usecases.outputs.appearances import ListAppearancesRequest, list_appearances
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from cameo_service.usecases.stand_ins.delegation import NameDelegateRequest, list_delegations, name_delegate
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardianRequest, list_guardianships
from consent.identity import SubjectId
from consent.terms import AgeClass, Audience
from tests.cameo_service.usecases.world import SECOND_US, World

PROMPT = "@ada dances"


@pytest.fixture
def world(store: Store) -> World:
    """Ada grants Bob, blocks Zoe, has Bob in a group and Eve as delegate; Bob made a draft of her."""
    world = World(store)
    for handle in ("ada", "bob", "eve", "zoe"):
        world.person(handle)
    world.person("kid", AgeClass.MINOR)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    world.grouped("ada", "band", "bob")
    world.run(block_actor, world.app("ada"), BlockActorRequest(world.request_id(), None, world.people["zoe"], None))
    until_us = world.clock.now_us + 60 * SECOND_US
    delegate = NameDelegateRequest(world.request_id(), world.people["eve"], frozenset(), "file 7", until_us)
    world.run(name_delegate, world.app("ada"), delegate)
    link = BecomeGuardianRequest(world.request_id(), world.people["kid"], "file 8", until_us)
    world.run(world.become_guardian, world.app("eve"), link)
    render_grant = world.check("bob", PROMPT).render_grant or b""
    world.fetched(render_grant, PROMPT)
    world.committed(render_grant, PROMPT)
    return world


def shown(world: World, question: str) -> set[str]:
    """The handles that come with one list, each on the person who has it."""
    ada = world.app("ada")
    handles: Mapping[SubjectId, str] = {
        "activity": lambda: world.ask(list_activity, ada, ListActivityRequest(None, 50, None)).handles,
        "appearances": lambda: world.ask(list_appearances, ada, ListAppearancesRequest(None, 50, None)).handles,
        "groups": lambda: world.ask(list_groups, ada, OwnerQuestion(None, None)).handles,
        "delegations": lambda: world.ask(list_delegations, ada, OwnerQuestion(None, None)).handles,
        "guardianships": lambda: world.ask(list_guardianships, world.app("eve"), OwnerQuestion(None, None)).handles,
        "consent": lambda: world.ask(get_consent, ada, OwnerQuestion(None, None)).handles,
    }[question]()
    assert all(world.people[handle] == subject for subject, handle in handles.items())
    return set(handles.values())


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("activity", {"bob", "eve", "zoe"}),
        ("appearances", {"bob"}),
        ("groups", {"bob"}),
        ("delegations", {"eve"}),
        ("guardianships", {"eve", "kid"}),
        ("consent", {"bob", "zoe"}),
    ],
)
def test_a_list_names_the_people_in_it_and_no_others(world: World, question: str, people: set[str]) -> None:
    assert shown(world, question) == people


def test_an_erased_person_has_no_handle_in_the_feed_they_are_in(world: World) -> None:
    world.erased("bob")
    rows = world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 50, None)).rows
    assert world.people["bob"] in {row.actor for row in rows}
    assert "bob" not in shown(world, "activity")


def test_a_delegate_sees_the_list_without_handles(world: World) -> None:
    reply = world.ask(list_delegations, world.app("eve"), OwnerQuestion(world.people["ada"], None))
    assert ([made.delegate for made in reply.delegations], dict(reply.handles)) == ([world.people["eve"]], {})
