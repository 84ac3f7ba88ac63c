"""Renders that wait for a yes: who is asked, what exactly, and what a yes is good for.

Knows no clock and no storage. A yes is for one requester, provider, job, prompt, use and set of modalities. The first
fetch spends it, and it stands for that render alone. Every act that narrows ends it: see `standing_of`.
"""

import hashlib
from dataclasses import dataclass, replace

from consent.content_classes import ContentClass
from consent.facts import RenderRequest, SubjectFacts
from consent.grants import ended
from consent.identity import RenderGrantId, SubjectId
from consent.terms import Answer, Approver, Modality, Use
from consent.verdict import Allowed, Decision, Denied, Held, Reason

QUESTION_WAITS_US = 72 * 60 * 60 * 1_000_000
"""A question without an answer after three days, a long weekend, counts as answered no."""

YES_GOOD_FOR_US = 24 * 60 * 60 * 1_000_000
"""How long after the last yes a render may be fetched: a day, as long as a render grant may be renewed."""

QUESTIONS_DAY_US = 24 * 60 * 60 * 1_000_000
MOST_QUESTIONS_A_DAY = 10
"""Questions that one requester may put to one owner in 24 hours, answered ones included."""
MOST_OPEN_QUESTIONS = 100
"""Open questions to one owner, of all requesters: an owner cannot read more, and so cannot answer more."""

_REFUSALS = {
    (Approver.OWNER, Answer.NO): Reason.DECLINED,
    (Approver.REVIEWER, Answer.NO): Reason.REVIEW_DECLINED,
    (Approver.OWNER, Answer.USED_UP): Reason.ANSWER_USED,
    (Approver.REVIEWER, Answer.USED_UP): Reason.ANSWER_USED,
    (Approver.OWNER, Answer.ASKED_TOO_OFTEN): Reason.ASKED_TOO_OFTEN,
    (Approver.REVIEWER, Answer.ASKED_TOO_OFTEN): Reason.ASKED_TOO_OFTEN,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a yes is good for. prompt_sha256: 32 bytes, as in a render grant. `requester` None: anonymous."""

    requester: SubjectId | None
    provider: str
    job: str
    prompt_sha256: bytes
    modalities: frozenset[Modality]
    use: Use

    def digest(self) -> bytes:
        """32 bytes, different for every other ask: SHA-256 over every part with its length before it."""
        requester = b"" if self.requester is None else self.requester.bytes
        texts = [self.provider, self.job, self.use.value, *sorted(self.modalities)]
        parts = [b"cameo-ask/v1", requester, self.prompt_sha256, *(text.encode() for text in texts)]
        return hashlib.sha256(b"".join(len(part).to_bytes(4) + part for part in parts)).digest()


@dataclass(frozen=True, slots=True)
class HeldRender:
    """The question to one owner who would be shown, and to the operator's reviewers. Times in UTC microseconds.

    ask: `Ask.digest`. prompt: as it was sent, while an answer is missing; then "". standing: `standing_of` the owner
    when the question was put. ends_us: when the question ends unanswered, or the yes unspent; None: never.
    owner_answer, review_answer: None if that approver is not asked. spent_on: the render whose fetch spent the yes.
    """

    owner: SubjectId
    ask: bytes
    requester: SubjectId | None
    provider: str
    job: str
    prompt: str
    modalities: frozenset[Modality]
    use: Use
    classes: frozenset[ContentClass]
    standing: str
    asked_us: int
    ends_us: int | None
    owner_answer: Answer | None
    review_answer: Answer | None
    spent_on: RenderGrantId | None = None


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """today: questions of this requester to this owner in the last 24 hours. waiting: all open questions to them."""

    today: int
    waiting: int


def with_every_yes(request: RenderRequest, facts: SubjectFacts, allowed: Allowed) -> Decision:
    """Step 7 of `decide`: what the other steps allow, once every approver said yes. Never allows more than they do."""
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


def asks_owner(request: RenderRequest, facts: SubjectFacts, allowed: Allowed) -> bool:
    """Whether the owner wants to be asked: before every render, or under the grant that allows this one."""
    if request.requester.subject == facts.subject:
        return False
    return facts.asks_each_time or any(
        grant.asks_each_time for grant in facts.grants if grant.grant_id == allowed.grant_id
    )


def is_unasked(facts: SubjectFacts, decision: Held) -> bool:
    """Whether the question must still be put to an approver of the decision."""
    return Answer.NOT_ASKED in {_answer_of(facts, approver) for approver in decision.waits_for}


def question(facts: SubjectFacts, decision: Held, ask: Ask, sent: tuple[str, RenderRequest], now_us: int) -> HeldRender:
    """The question to one owner and the reviewers. sent: the prompt, and the request it came with."""
    prompt, request = sent
    return HeldRender(
        owner=facts.subject,
        ask=ask.digest(),
        requester=ask.requester,
        provider=ask.provider,
        job=ask.job,
        prompt=prompt,
        modalities=ask.modalities,
        use=ask.use,
        classes=request.labels or frozenset(),
        standing=standing_of(facts),
        asked_us=now_us,
        ends_us=now_us + QUESTION_WAITS_US,
        owner_answer=_open(facts, decision, Approver.OWNER),
        review_answer=_open(facts, decision, Approver.REVIEWER),
    )


def _open(facts: SubjectFacts, decision: Held, approver: Approver) -> Answer | None:
    """WAITING, an earlier YES, or None if the approver is not asked."""
    if approver in decision.waits_for:
        return Answer.WAITING
    return Answer.YES if _answer_of(facts, approver) is Answer.YES else None


def _answer_of(facts: SubjectFacts, approver: Approver) -> Answer:
    return facts.owner_answer if approver is Approver.OWNER else facts.review_answer


def standing_of(facts: SubjectFacts) -> str:
    """All that a render grant is compared with, of one owner and requester. Every narrowing act changes it."""
    enrolled = facts.enrollment
    version = f"{enrolled.enrollment_id} {enrolled.version}" if enrolled else ""
    return f"{version} {facts.owner_epoch} {facts.pair_epoch} {facts.global_epoch}"


def is_current(held: HeldRender, facts: SubjectFacts, now_us: int) -> bool:
    """Whether the question still waits, or its answer still counts."""
    return held.standing == standing_of(facts) and not ended(held.ends_us, now_us)


def is_waiting(held: HeldRender) -> bool:
    """Whether an answer is missing, and none is a no."""
    answers = (held.owner_answer, held.review_answer)
    return Answer.WAITING in answers and Answer.NO not in answers


def has_every_yes(held: HeldRender) -> bool:
    """Whether every approver who was asked said yes."""
    return {held.owner_answer, held.review_answer} - {None} == {Answer.YES}


def with_answers(
    facts: SubjectFacts, held: HeldRender | None, now_us: int, render_grant_id: RenderGrantId | None = None
) -> SubjectFacts:
    """The facts with the answers to this ask. `render_grant_id`: of the render that was fetched, if it was."""
    if held is None or not is_current(held, facts, now_us):
        return facts
    is_used = held.spent_on not in (None, render_grant_id)
    said = [_said(answer, is_used=is_used) for answer in (held.owner_answer, held.review_answer)]
    return replace(facts, owner_answer=said[0], review_answer=said[1])


def _said(answer: Answer | None, *, is_used: bool) -> Answer:
    if answer is Answer.YES and is_used:
        return Answer.USED_UP
    return Answer.NOT_ASKED if answer is None else answer


def without_room(facts: SubjectFacts, before: AskedBefore) -> SubjectFacts:
    """The facts, with answers ASKED_TOO_OFTEN if one more question would be too many."""
    if before.today < MOST_QUESTIONS_A_DAY and before.waiting < MOST_OPEN_QUESTIONS:
        return facts
    return replace(facts, owner_answer=Answer.ASKED_TOO_OFTEN, review_answer=Answer.ASKED_TOO_OFTEN)


def settled(held: HeldRender, now_us: int) -> HeldRender:
    """After an answer: a no stays for good, the last yes is good for a day, and the prompt is deleted."""
    if is_waiting(held):
        return held
    is_no = Answer.NO in (held.owner_answer, held.review_answer)
    return replace(held, prompt="", ends_us=None if is_no else now_us + YES_GOOD_FOR_US)


def spent(held: HeldRender, render_grant_id: RenderGrantId) -> HeldRender:
    """After the fetch: the yes stands for this render alone, until a narrowing act."""
    return replace(held, spent_on=render_grant_id, ends_us=None)


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """The uses and content classes that the operator's reviewers look at first; by default none.

    Needs no owner's consent, and replaces none.
    """

    uses: frozenset[Use] = frozenset()
    classes: frozenset[ContentClass] = frozenset()

    def wants(self, use: Use, labels: frozenset[ContentClass] | None) -> bool:
        """Whether a render is reviewed. Without labels it may be of any class."""
        return use in self.uses or bool(self.classes if labels is None else self.classes & labels)


NO_REVIEWS = ReviewPolicy()
"""Nothing is reviewed."""
