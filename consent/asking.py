"""Step 7 of `decide`: who has to say yes to this very render, and what they said. Adds no yes of its own."""

from consent.answer import Answer, Approver
from consent.facts import RenderFacts, RenderRequest
from consent.verdict import Allowed, Decision, Denied, Held, Reason

_REFUSALS = {
    (Approver.OWNER, Answer.NO): Reason.DECLINED,
    (Approver.REVIEWER, Answer.NO): Reason.REVIEW_DECLINED,
    (Approver.OWNER, Answer.USED_UP): Reason.ANSWER_USED,
    (Approver.REVIEWER, Answer.USED_UP): Reason.ANSWER_USED,
}


def with_everybodys_yes(request: RenderRequest, facts: RenderFacts, allowed: Allowed) -> Decision:
    """What the other steps allow, once everybody who must be asked said yes to it."""
    is_asking = asks_owner(request, facts, allowed)
    if is_asking and request.requester.subject is None:
        return Denied(Reason.NOBODY_ASKS)
    answers = {Approver.OWNER: facts.owner_answer} if is_asking else {}
    if request.needs_review:
        answers[Approver.REVIEWER] = facts.review_answer
    for said in answers.items():
        if said in _REFUSALS:
            return Denied(_REFUSALS[said])
    waits_for = frozenset(approver for approver, answer in answers.items() if answer is not Answer.YES)
    return Held(waits_for) if waits_for else allowed


def asks_owner(request: RenderRequest, facts: RenderFacts, allowed: Allowed) -> bool:
    """Whether the owner wants to be asked: for every render, or for those under the grant that allows this one."""
    if request.requester.subject == facts.subject:
        return False
    return facts.asks_each_time or any(
        grant.asks_each_time for grant in facts.grants if grant.grant_id == allowed.grant_id
    )
