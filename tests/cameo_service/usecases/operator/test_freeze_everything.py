"""The operator's brake, and what it does not do."""

import pytest

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.acting.errors import NotPermittedError, NotTheOperatorError, ReasonMissingError
from cameo_service.usecases.operator.brake import FreezeEverythingRequest, freeze_everything
from consent.history.leaf_record import parse_record
from consent.terms import Audience, Use
from consent.verdict import Outcome, Reason
from tests.cameo_service.usecases.world import World

PROMPT = "@ada dances"


def is_allowed(world: World) -> bool:
    return world.check("bob", PROMPT).outcome is Outcome.ALLOWED


@pytest.fixture
def world(world: World) -> World:
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world


def test_every_fence_denies_and_its_owner_reads_why(world: World) -> None:
    waits = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant
    runs = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant
    assert waits
    assert runs
    world.fetched(runs, PROMPT)
    world.all_frozen()
    world.refusals.noted.clear()
    assert not is_allowed(world)
    for act in (
        lambda: world.fetched(waits, PROMPT),
        lambda: world.renewed(waits, PROMPT),
        lambda: world.renewed(runs, PROMPT),
        lambda: world.committed(runs, PROMPT),
    ):
        with pytest.raises(NotPermittedError):
            act()
    assert {refusal.reason for refusal in world.refusals.noted} == {Reason.EVERYTHING_FROZEN}


def test_lifting_it_allows_what_people_allow_and_revives_no_render_grant(world: World) -> None:
    before = world.check("bob", PROMPT).render_grant
    assert before
    world.all_frozen()
    world.all_frozen(frozen=False)
    assert is_allowed(world)
    with pytest.raises(NotPermittedError):
        world.fetched(before, PROMPT)
    assert world.refusals.noted[-1].reason is Reason.NARROWED_SINCE_CHECK


def test_it_is_in_the_history_with_its_reason(world: World) -> None:
    world.all_frozen()
    world.all_frozen(frozen=False)
    assert isinstance(world.store, SqliteStore)
    leaves = world.store._writer.execute("SELECT record FROM history_leaves WHERE owner IS NULL ORDER BY leaf_index")
    records = [parse_record(record) for (record,) in leaves]
    assert [(record.kind, record.provider, record.reason) for record in records] == [
        ("everything_frozen", "operator", "an incident"),
        ("everything_unfrozen", "operator", "it is over"),
    ]


def test_nobody_but_an_operator_may(world: World) -> None:
    for caller in (world.app("ada"), world.studio()):
        with pytest.raises(NotTheOperatorError):
            world.run(freeze_everything, caller, FreezeEverythingRequest("one", "because"))
    assert is_allowed(world)


@pytest.mark.parametrize("reason", ["", "x" * 201])
def test_it_needs_a_reason(world: World, reason: str) -> None:
    with pytest.raises(ReasonMissingError):
        world.run(freeze_everything, world.operator(), FreezeEverythingRequest("one", reason))
    assert is_allowed(world)
