"""Renders that the operator wants a human to look at first."""

import pytest

from cameo_service.usecases.acting.errors import NotPermittedError, NotTheOperatorError
from cameo_service.usecases.ports.held import Backlog
from cameo_service.usecases.render.reviews import (
    AnswerReviewRequest,
    ListReviewsRequest,
    ReviewUnknownError,
    ReviewVerdict,
    answer_review,
    list_reviews,
)
from consent.content_classes import CHOOSABLE, NO_REVIEWS, ContentClass, ContentLabels, ReviewPolicy
from consent.held_render import QUESTION_WAITS_US
from consent.restrictions import Restrictions
from consent.terms import Audience, Use
from consent.verdict import Reason
from tests.cameo_service.usecases.world import CLASSIFIER, World

PROMPT = "@ada dances"
POLICY = ReviewPolicy(frozenset({Use.PUBLISH}), frozenset({ContentClass.POLITICAL}))


@pytest.fixture
def world() -> World:
    world = World(reviews=POLICY)
    for name in ("ada", "bob", "eve"):
        world.person(name)
    for name in ("ada", "eve"):
        world.enroll(name)
        world.audience(name, Audience.APPROVED)
        world.grant(name, "bob")
    return world


def publish(world: World, prompt: str = PROMPT, asker: str = "bob") -> str:
    return world.check(asker, prompt, use=Use.PUBLISH).outcome


def waiting(world: World) -> bytes:
    (shown,) = world.reviews().waiting
    return shown[0].ask


@pytest.mark.parametrize(
    ("use", "labels", "wanted"),
    [
        (Use.PUBLISH, frozenset(), True),
        (Use.PRIVATE, frozenset({ContentClass.POLITICAL, ContentClass.SLURS}), True),
        (Use.PRIVATE, frozenset({ContentClass.SLURS}), False),
        (Use.PRIVATE, frozenset(), False),
        (Use.PRIVATE, None, True),
    ],
)
def test_the_operator_names_uses_and_classes(use: Use, labels: frozenset[ContentClass] | None, *, wanted: bool) -> None:
    assert POLICY.wants(use, labels) is wanted
    assert not NO_REVIEWS.wants(use, labels)


def test_a_render_waits_for_a_reviewer_who_does_not_object(world: World) -> None:
    assert publish(world) == "HELD"
    ((shown,),) = world.reviews().waiting
    assert (shown.owner, shown.prompt) == (world.people["ada"], PROMPT)
    assert world.asked_of("ada") == []
    world.reviewed(shown.ask)
    grant = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant
    world.fetched(grant, PROMPT)
    world.committed(grant or b"", PROMPT)
    assert world.check("bob", PROMPT).outcome == "ALLOWED"


def test_owners_read_that_their_render_was_looked_at(world: World) -> None:
    publish(world)
    world.reviewed(waiting(world))
    with world.store.read() as snapshot:
        told = [(row.kind, row.reason) for row in snapshot.activity.of(world.people["ada"], 2)]
    assert told == [("render_reviewed", "no_objection"), ("render_held", "reviewer")]


def test_an_owners_own_render_is_looked_at_too(world: World) -> None:
    assert publish(world, asker="ada") == "HELD"


def test_no_objection_is_nobodys_yes(world: World) -> None:
    world.asking("ada")
    publish(world)
    world.reviewed(waiting(world))
    assert publish(world) == "HELD"
    (asked,) = world.asked_of("ada")
    assert asked.held.prompt == PROMPT
    world.approved("ada", asked.held.ask)
    assert publish(world) == "ALLOWED"


def test_a_yes_lifts_no_review(world: World) -> None:
    world.asking("ada")
    publish(world)
    (asked,) = world.asked_of("ada")
    world.approved("ada", asked.held.ask)
    assert publish(world) == "HELD"
    world.reviewed(waiting(world))
    assert publish(world) == "ALLOWED"


def test_a_reviewer_permits_nothing_that_nobody_granted(world: World) -> None:
    assert publish(world, asker="eve") == "NOT_PERMITTED"
    assert world.reviews().waiting == ()


def test_an_objection_is_final_and_the_owner_reads_why(world: World) -> None:
    publish(world)
    ask = waiting(world)
    world.reviewed(ask, ReviewVerdict.OBJECTION)
    assert publish(world) == "NOT_PERMITTED"
    assert world.refusals.noted[-1].reason == Reason.REVIEW_DECLINED
    for verdict in ReviewVerdict:
        with pytest.raises(ReviewUnknownError):
            world.reviewed(ask, verdict)


@pytest.mark.parametrize("fetched", [False, True])
def test_an_objection_reaches_what_was_not_objected_to_before(world: World, *, fetched: bool) -> None:
    publish(world)
    ask = waiting(world)
    world.reviewed(ask)
    grant = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant
    if fetched:
        world.fetched(grant, PROMPT)
    world.reviewed(ask, ReviewVerdict.OBJECTION)
    with pytest.raises(NotPermittedError):
        world.committed(grant or b"", PROMPT) if fetched else world.fetched(grant, PROMPT)


def test_one_render_is_one_review_whomever_it_shows_and_the_backlog_counts_it_once(world: World) -> None:
    assert world.reviews().backlog == Backlog(0, None)
    first_us = world.clock.now_us
    publish(world, "@ada and @eve dance")
    world.clock.now_us += 1
    publish(world)
    reply = world.reviews()
    assert [len(shown) for shown in reply.waiting] == [2, 1]
    assert reply.backlog == Backlog(2, first_us)
    world.reviewed(reply.waiting[0][0].ask)
    assert publish(world, "@ada and @eve dance") == "ALLOWED"
    world.revoked("ada", "bob")
    assert world.reviews().waiting == ()


def test_a_page_has_as_many_renders_as_asked_for(world: World) -> None:
    for prompt in ("@ada and @eve dance", "@ada and @eve sing"):
        publish(world, prompt)
        world.clock.now_us += 1
    (shown,) = world.ask(list_reviews, world.operator(), ListReviewsRequest(1, None)).waiting
    assert len(shown) == 2


def test_what_nobody_looked_at_is_not_permitted(world: World) -> None:
    publish(world)
    ask = waiting(world)
    world.clock.now_us += QUESTION_WAITS_US
    with pytest.raises(ReviewUnknownError):
        world.reviewed(ask)
    assert world.reviews().backlog == Backlog(0, None)


def test_a_class_that_is_reviewed_is_held_only_where_it_is_said(world: World) -> None:
    world.restrict("ada", Restrictions(CHOOSABLE - {ContentClass.POLITICAL}))
    political = ContentLabels(CLASSIFIER, frozenset({ContentClass.POLITICAL}))
    assert world.check("bob", PROMPT).outcome == "ALLOWED"
    assert world.check("bob", PROMPT, labels=political).outcome == "HELD"
    ((shown,),) = world.reviews().waiting
    assert shown.classes == {ContentClass.POLITICAL}


def test_only_an_operator_reviews(world: World) -> None:
    publish(world)
    answer = AnswerReviewRequest("yes", waiting(world), ReviewVerdict.NO_OBJECTION)
    for caller in (world.app("ada"), world.studio()):
        with pytest.raises(NotTheOperatorError):
            world.ask(list_reviews, caller, ListReviewsRequest(1, None))
        with pytest.raises(NotTheOperatorError):
            world.run(answer_review, caller, answer)
