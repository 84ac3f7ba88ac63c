"""Step 7: a render that waits for a yes, on facts under which every other step says yes."""

from dataclasses import replace
from uuid import UUID

import pytest

from consent.decision import decide, decide_with_room
from consent.epochs import grant_narrows
from consent.grants import Usage
from consent.identity import GrantId
from consent.terms import Answer, Approver, Audience, Use
from consent.verdict import Allowed, Denied, Held, Reason
from tests.consent.people import ADA, ANONYMOUS, ENROLLMENT, GRANT, NOW_US, REQUEST, REQUESTER, facts, grant, request

BY_OWNER = Held(frozenset({Approver.OWNER}))
BY_REVIEWER = Held(frozenset({Approver.REVIEWER}))
ASKING = facts(asks_each_time=True)
REVIEWED = replace(REQUEST, needs_review=True)


def test_a_held_verdict_allows_nothing() -> None:
    assert not BY_OWNER


def test_an_owner_who_wants_to_be_asked_is_waited_for() -> None:
    assert decide(REQUEST, ASKING, NOW_US) == BY_OWNER
    assert decide(REQUEST, replace(ASKING, owner_answer=Answer.WAITING), NOW_US) == BY_OWNER


def test_a_yes_allows_what_was_allowed_apart_from_it() -> None:
    allowed = Allowed(GRANT.grant_id, ENROLLMENT.expires_us)
    assert decide(REQUEST, replace(ASKING, owner_answer=Answer.YES), NOW_US) == allowed


def test_a_yes_lifts_nothing_that_another_step_denies() -> None:
    willing = replace(ASKING, owner_answer=Answer.YES, blocked=True)
    assert decide(REQUEST, willing, NOW_US) == Denied(Reason.BLOCKED)
    assert decide(REQUEST, replace(ASKING, blocked=True), NOW_US) == Denied(Reason.BLOCKED)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer.NO, Reason.DECLINED),
        (Answer.USED_UP, Reason.ANSWER_USED),
    ],
)
def test_every_other_answer_is_a_no(answer: Answer, reason: Reason) -> None:
    assert decide(REQUEST, replace(ASKING, owner_answer=answer), NOW_US) == Denied(reason)


def test_nobody_in_particular_cannot_be_said_yes_to() -> None:
    open_to_all = replace(ASKING, audience=Audience.EVERYONE, grants=())
    assert decide(request(requester=ANONYMOUS), open_to_all, NOW_US) == Denied(Reason.NOBODY_ASKS)


def test_owners_do_not_ask_themselves() -> None:
    assert decide(request(requester=replace(REQUESTER, subject=ADA)), ASKING, NOW_US)


def test_a_grant_that_asks_holds_its_own_renders_only() -> None:
    asking = grant(asks_each_time=True)
    assert decide(REQUEST, facts(grants=(asking,)), NOW_US) == BY_OWNER
    other = grant(grant_id=GrantId(UUID(int=9)), provider="studio", expires_us=NOW_US + 1)
    assert decide(REQUEST, facts(grants=(asking, other)), NOW_US) == Allowed(other.grant_id, NOW_US + 1)


def test_a_grant_that_asks_makes_nothing_harder_than_no_grant() -> None:
    asking = facts(audience=Audience.EVERYONE, grants=(grant(asks_each_time=True, uses=frozenset(Use)),))
    assert decide(REQUEST, asking, NOW_US) == Allowed(None, ENROLLMENT.expires_us)
    assert decide(request(use=Use.AD), asking, NOW_US) == BY_OWNER


def test_reviewers_are_waited_for_and_stand_in_for_nobody() -> None:
    assert decide(REVIEWED, facts(), NOW_US) == BY_REVIEWER
    assert decide(REVIEWED, facts(review_answer=Answer.YES), NOW_US)
    assert decide(REVIEWED, facts(review_answer=Answer.NO), NOW_US) == Denied(Reason.REVIEW_DECLINED)
    assert decide(REVIEWED, replace(ASKING, review_answer=Answer.YES), NOW_US) == BY_OWNER
    assert decide(REVIEWED, replace(ASKING, owner_answer=Answer.YES), NOW_US) == BY_REVIEWER
    assert decide(REVIEWED, ASKING, NOW_US) == Held(frozenset(Approver))
    assert decide(REVIEWED, facts(grants=(), review_answer=Answer.YES), NOW_US) == Denied(Reason.NO_GRANT)


def test_reviewers_look_at_an_owners_own_render_too() -> None:
    own = replace(REVIEWED, requester=replace(REQUESTER, subject=ADA))
    assert decide(own, facts(), NOW_US) == BY_REVIEWER


def test_a_used_up_grant_asks_nobody() -> None:
    asking = facts(grants=(grant(asks_each_time=True, max_renders=1),))
    used = {GRANT.grant_id: Usage(1, 1)}
    assert decide_with_room(REQUEST, asking, used, NOW_US) == Denied(Reason.GRANT_USED_UP)
    assert decide_with_room(REQUEST, asking, {}, NOW_US) == BY_OWNER


def test_a_grant_that_begins_to_ask_narrows() -> None:
    assert grant_narrows(GRANT, grant(asks_each_time=True))
    assert not grant_narrows(grant(asks_each_time=True), GRANT)
    assert not grant_narrows(None, grant(asks_each_time=True))
