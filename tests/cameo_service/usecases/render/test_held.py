"""Renders that wait for their owner's yes, from the question to the commit."""

from contextlib import AbstractContextManager

import pytest

from cameo_service.usecases.acting.errors import NotPermittedError, NotTheOwnerError
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.ports.store import Transaction
from cameo_service.usecases.render.held import HeldRenderUnknownError
from consent.commit import Stage
from consent.held_render import MOST_QUESTIONS_A_DAY, QUESTION_WAITS_US, YES_GOOD_FOR_US
from consent.terms import Audience, Use
from consent.verdict import Reason
from tests.cameo_service.usecases.world import BOTH, STUDIO, World
from tests.stores import AroundStore, new_store

PROMPT = "@ada dances"


@pytest.fixture
def world() -> World:
    world = World()
    furnish(world)
    return world


def furnish(world: World) -> None:
    for name in ("ada", "bob", "eve"):
        world.person(name)
    for name in ("ada", "eve"):
        world.enroll(name)
        world.audience(name, Audience.APPROVED)
        world.grant(name, "bob")
    world.asking("ada")


def outcome(world: World, prompt: str = PROMPT, **how: str) -> str:
    return world.check("bob", prompt, **how).outcome  # type: ignore[arg-type]  # texts only


def held(world: World, owner: str = "ada") -> bytes:
    (asked,) = world.asked_of(owner)
    return asked.held.ask


def kinds(world: World) -> list[tuple[str, str]]:
    with world.store.read() as snapshot:
        return [(row.kind, row.reason) for row in snapshot.activity.of(world.people["ada"], 20)]


def why(world: World) -> str:
    return world.refusals.noted[-1].reason


def epochs(world: World) -> tuple[int, int]:
    ada, bob = world.people["ada"], world.people["bob"]
    with world.store.read() as snapshot:
        facts = snapshot.facts.of([ada], bob, STUDIO, world.clock.now_us)[ada]
    return facts.owner_epoch, facts.pair_epoch


def test_a_render_is_held_until_its_owner_says_yes_and_then_goes_all_the_way(world: World) -> None:
    reply = world.check("bob", PROMPT)
    assert (reply.outcome, reply.render_grant) == ("HELD", None)
    assert [(verdict.permitted, verdict.is_held) for verdict in reply.verdicts] == [(False, True)]
    (asked,) = world.asked_of("ada")
    assert (asked.handle, asked.held.prompt, asked.held.job) == ("bob", PROMPT, "job")
    assert kinds(world)[0] == ("render_held", "owner")
    world.approved("ada", asked.held.ask)
    assert kinds(world)[0] == ("render_approved", "")
    grant = world.check("bob", PROMPT).render_grant
    assert grant is not None
    world.fetched(grant, PROMPT)
    world.committed(grant, PROMPT)
    world.committed(grant, PROMPT)


def test_asking_again_asks_nobody_twice(world: World) -> None:
    for _ in range(3):
        assert outcome(world) == "HELD"
    assert [kind for kind, _ in kinds(world)].count("render_held") == 1


def test_the_prompt_is_kept_only_while_somebody_has_to_read_it(world: World) -> None:
    outcome(world)
    world.approved("ada", held(world))
    (asked,) = world.asked_of("ada")
    assert asked.held.prompt == ""


@pytest.mark.parametrize(
    "other", [{"prompt": "@ada dances alone"}, {"job": "other"}, {"service_id": "other"}, {"use": Use.PUBLISH}]
)
def test_a_yes_is_for_nothing_else(world: World, other: dict[str, str]) -> None:
    outcome(world)
    world.approved("ada", held(world))
    assert outcome(world, **other) == "HELD"
    assert outcome(world) == "ALLOWED"


def test_a_yes_is_for_nobody_else_and_for_no_more_of_the_person(world: World) -> None:
    world.grant("ada", "eve")
    outcome(world)
    world.approved("ada", held(world))
    assert world.check("eve", PROMPT).outcome == "HELD"
    assert world.check("bob", PROMPT, modalities=BOTH).outcome == "HELD"


def test_a_yes_is_spent_by_the_first_fetch(world: World) -> None:
    outcome(world)
    world.approved("ada", held(world))
    first, second = (world.check("bob", PROMPT).render_grant for _ in range(2))
    world.fetched(first, PROMPT)
    with pytest.raises(NotPermittedError):
        world.fetched(second, PROMPT)
    assert outcome(world) == "NOT_PERMITTED"
    assert why(world) == Reason.ANSWER_USED


def test_no_means_no_for_this_render(world: World) -> None:
    outcome(world)
    ask = held(world)
    world.declined("ada", ask)
    assert outcome(world) == "NOT_PERMITTED"
    assert why(world) == Reason.DECLINED
    assert world.asked_of("ada") == []
    with pytest.raises(HeldRenderUnknownError):
        world.approved("ada", ask)
    world.declined("ada", ask)
    assert [kind for kind, _ in kinds(world)].count("render_declined") == 1


@pytest.mark.parametrize("fetched", [False, True])
def test_a_yes_that_is_taken_back_stops_what_stands_on_it(world: World, *, fetched: bool) -> None:
    outcome(world)
    ask = held(world)
    world.approved("ada", ask)
    grant = world.check("bob", PROMPT).render_grant
    if fetched:
        world.fetched(grant, PROMPT)
    before = epochs(world)
    world.declined("ada", ask)
    assert epochs(world) > before
    with pytest.raises(NotPermittedError):
        world.committed(grant or b"", PROMPT, Stage.DRAFT) if fetched else world.fetched(grant, PROMPT)
    assert outcome(world) == "NOT_PERMITTED"


def test_everybody_who_is_asked_must_say_yes(world: World) -> None:
    world.asking("eve")
    both = "@ada and @eve dance"
    assert outcome(world, both) == "HELD"
    world.approved("ada", held(world))
    reply = world.check("bob", both)
    assert reply.outcome == "HELD"
    assert [(verdict.permitted, verdict.is_held) for verdict in reply.verdicts] == [(True, False), (False, True)]
    world.approved("eve", held(world, "eve"))
    assert outcome(world, both) == "ALLOWED"


def test_nobody_is_asked_about_a_prompt_that_somebody_refuses(world: World) -> None:
    reply = world.check("bob", "@ada and @nobody dance")
    assert reply.outcome == "NOT_PERMITTED"
    assert [(verdict.permitted, verdict.is_held) for verdict in reply.verdicts] == [(False, False)] * 2
    assert world.asked_of("ada") == []


def test_a_prompt_without_labels_is_classified_before_anybody_is_asked(world: World) -> None:
    assert world.check("bob", PROMPT, labels=None).outcome == "CLASSIFICATION_REQUIRED"
    assert world.asked_of("ada") == []


def test_whoever_may_not_hears_the_same_as_ever(world: World) -> None:
    assert world.check("eve", PROMPT).outcome == "NOT_PERMITTED"
    assert world.check(None, PROMPT).outcome == "NOT_PERMITTED"
    assert world.asked_of("ada") == []


def test_a_question_nobody_answered_is_a_no(world: World) -> None:
    outcome(world)
    ask = held(world)
    world.clock.now_us += QUESTION_WAITS_US
    with pytest.raises(HeldRenderUnknownError):
        world.approved("ada", ask)
    assert world.asked_of("ada") == []
    assert world.sweep_held_renders() == 1
    assert world.sweep_held_renders() == 0
    assert kinds(world)[0] == ("render_lapsed", "unanswered")
    assert outcome(world) == "HELD"


def test_a_yes_nobody_used_ends(world: World) -> None:
    outcome(world)
    assert world.approved("ada", held(world)).expires_us == world.clock.now_us + YES_GOOD_FOR_US
    world.clock.now_us += YES_GOOD_FOR_US
    assert outcome(world) == "HELD"
    world.clock.now_us += QUESTION_WAITS_US
    world.sweep_held_renders()


def test_a_yes_that_ended_unswept_is_asked_for_anew(world: World) -> None:
    outcome(world)
    world.approved("ada", held(world))
    world.clock.now_us += YES_GOOD_FOR_US
    assert world.sweep_held_renders() == 1
    assert kinds(world)[0] == ("render_lapsed", "unused")


def narrow(world: World, act: str) -> None:
    """And make it good again, so that only what was said could still be there."""
    people = world.people
    if act == "revoke":
        world.revoked("ada", "bob")
        world.grant("ada", "bob")
    elif act == "freeze":
        world.run(freeze_likeness, world.app(), FreezeLikenessRequest(world.request_id(), people["ada"]))
        world.run(unfreeze_likeness, world.app("ada"), UnfreezeLikenessRequest(world.request_id()))
    elif act == "freeze everything":
        world.all_frozen()
        world.all_frozen(frozen=False)
    elif act == "block":
        end = world.clock.now_us + 1
        world.run(block_actor, world.app(), BlockActorRequest(world.request_id(), people["ada"], people["bob"], end))
        world.clock.now_us = end
    else:
        world.enroll("ada")


@pytest.mark.parametrize("act", ["revoke", "freeze", "freeze everything", "block", "enroll"])
@pytest.mark.parametrize("is_approved", [False, True])
def test_whatever_narrows_ends_questions_and_yeses(world: World, act: str, *, is_approved: bool) -> None:
    outcome(world)
    ask = held(world)
    if is_approved:
        world.approved("ada", ask)
    narrow(world, act)
    assert world.asked_of("ada") == []
    with pytest.raises(HeldRenderUnknownError):
        world.approved("ada", ask)
    assert outcome(world) == "HELD"


def test_a_flood_of_questions_stops_at_a_bound_and_is_counted_as_refusals(world: World) -> None:
    for number in range(MOST_QUESTIONS_A_DAY):
        assert outcome(world, job=f"job {number}") == "HELD"
    assert outcome(world, job="one more") == "NOT_PERMITTED"
    assert why(world) == Reason.ASKED_TOO_OFTEN
    assert len(world.asked_of("ada")) == MOST_QUESTIONS_A_DAY
    assert outcome(world, job="job 0") == "HELD"


def test_only_the_owner_says_yes_and_stops_being_asked(world: World) -> None:
    outcome(world)
    with pytest.raises(HeldRenderUnknownError):
        world.approved("bob", held(world))
    with pytest.raises(NotTheOwnerError):
        world.asking("ada", each_time=False)
    world.asking("ada", each_time=False, acting=True)
    assert outcome(world) == "ALLOWED"


def test_to_be_asked_from_now_on_stops_what_was_permitted_without(world: World) -> None:
    world.asking("ada", each_time=False, acting=True)
    grant, before = world.check("bob", PROMPT).render_grant, epochs(world)
    world.asking("ada")
    assert epochs(world) > before
    with pytest.raises(NotPermittedError):
        world.fetched(grant, PROMPT)
    assert kinds(world)[0] == ("asking_set", "each_time")


def test_a_grant_may_ask_where_its_owner_does_not(world: World) -> None:
    world.asking("ada", each_time=False, acting=True)
    grant = world.check("bob", PROMPT).render_grant
    world.grant("ada", "bob", asks_each_time=True)
    with pytest.raises(NotPermittedError):
        world.fetched(grant, PROMPT)
    assert outcome(world) == "HELD"
    world.approved("ada", held(world))
    assert outcome(world) == "ALLOWED"


class InterruptedStore(AroundStore):
    """Lets an owner act between a check's reads and its question."""

    def __init__(self) -> None:
        super().__init__(new_store())
        self.interruption: list[World] = []

    def write(self) -> AbstractContextManager[Transaction]:
        if self.interruption:
            self.interruption.pop().revoked("ada", "bob")
        return super().write()


def test_whoever_revokes_between_the_check_and_its_question_is_not_asked() -> None:
    store = InterruptedStore()
    world = World(store)
    furnish(world)
    store.interruption.append(world)
    assert outcome(world) == "HELD"
    assert world.asked_of("ada") == []
    assert kinds(world)[0][0] == "revoked"
