"""A render that waits for a yes: what exactly is asked, whom, and what a yes is good for.

Knows no clock and no storage. A yes is for one requester, provider, job, prompt, use and set of modalities. The first
fetch spends it, and it then holds for that render alone. Every act that narrows ends it: see `standing_of`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from consent.content_classes import ContentClass
from consent.facts import AskedBefore, RenderFacts, RenderRequest, SubjectFacts, ended
from consent.identity import RenderGrantId, SubjectId
from consent.terms import Answer, Approver, Modality, Use
from consent.verdict import Denied, Held, Reason

QUESTION_WAITS_US = 72 * 60 * 60 * 1_000_000
"""An unanswered question ends after three days (a long weekend), which counts as a no."""

YES_GOOD_FOR_US = 24 * 60 * 60 * 1_000_000
"""How long after the last yes a render may be fetched: a day, as long as a render grant may be renewed."""

QUESTIONS_DAY_US = 24 * 60 * 60 * 1_000_000
MOST_QUESTIONS_A_DAY = 10
"""Questions one requester may put to one person in 24 hours, answered ones included."""
MOST_OPEN_QUESTIONS = 100
"""Open questions to one person, from all requesters together: an owner cannot read more, let alone answer them."""


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
        """32 bytes that no other ask has: every part with its length before it."""
        requester = b"" if self.requester is None else self.requester.bytes
        texts = [self.provider, self.job, self.use.value, *sorted(self.modalities)]
        parts = [b"cameo-ask/v1", requester, self.prompt_sha256, *(text.encode() for text in texts)]
        return hashlib.sha256(b"".join(len(part).to_bytes(4) + part for part in parts)).digest()


@dataclass(frozen=True, slots=True)
class HeldRender:
    """The question to one person a render would show, and to the operator's reviewers. Times in UTC microseconds.

    ask: `Ask.digest`. prompt: as it was sent while an answer is missing, then "". standing: `standing_of` the owner
    at the time of the question. ends_us: when an unanswered question or an unspent yes ends; None: never.
    owner_answer, review_answer: None if that side is not asked. spent_on: the render grant that spent the yes.
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
class StoredAnswers:
    """The part of a HeldRender that says what was answered, with the same fields: all that a check reads."""

    standing: str
    ends_us: int | None
    owner_answer: Answer | None
    review_answer: Answer | None
    spent_on: RenderGrantId | None


Answered: TypeAlias = HeldRender | StoredAnswers
Waiting: TypeAlias = Mapping[SubjectId, tuple[RenderFacts, Held]]
"""The people a prompt waits for, with the facts and the decision about each."""
UNANSWERED = (Answer.NOT_ASKED, Answer.NOT_ASKED)


def is_unasked(facts: RenderFacts, decision: Held) -> bool:
    """Whether the decision waits for the owner or the reviewers, and they were not asked yet."""
    return Answer.NOT_ASKED in {_answer_of(facts, approver) for approver in decision.waits_for}


def question(facts: RenderFacts, decision: Held, ask: Ask, sent: tuple[str, RenderRequest], now_us: int) -> HeldRender:
    """The question to one person and the reviewers. sent: the prompt, and the request it came with."""
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


def _open(facts: RenderFacts, decision: Held, approver: Approver) -> Answer | None:
    """WAITING, the YES from before, or None: not asked."""
    if approver in decision.waits_for:
        return Answer.WAITING
    return Answer.YES if _answer_of(facts, approver) is Answer.YES else None


def _answer_of(facts: RenderFacts, approver: Approver) -> Answer:
    return facts.owner_answer if approver is Approver.OWNER else facts.review_answer


def standing_of(facts: SubjectFacts) -> str:
    """The owner's enrollment and epochs towards one requester, as text. Every act that narrows changes it."""
    enrolled = facts.enrollment
    version = f"{enrolled.enrollment_id} {enrolled.version}" if enrolled else ""
    return f"{version} {facts.owner_epoch} {facts.pair_epoch} {facts.global_epoch}"


def is_current(held: Answered, facts: SubjectFacts, now_us: int) -> bool:
    """Whether the question is still open, or the yes still holds."""
    return held.standing == standing_of(facts) and not ended(held.ends_us, now_us)


def is_waiting(held: HeldRender) -> bool:
    """Whether an answer is missing, and none is a no."""
    answers = (held.owner_answer, held.review_answer)
    return Answer.WAITING in answers and Answer.NO not in answers


def has_every_yes(held: HeldRender) -> bool:
    """Whether all sides that were asked said yes."""
    return {held.owner_answer, held.review_answer} - {None} == {Answer.YES}


def answers_to(
    held: Answered | None, facts: SubjectFacts, now_us: int, render_grant_id: RenderGrantId | None = None
) -> tuple[Answer, Answer]:
    """What the owner and the reviewers said to this ask. `render_grant_id`: of the render, if it was fetched."""
    if held is None or not is_current(held, facts, now_us):
        return UNANSWERED
    is_used = held.spent_on not in (None, render_grant_id)
    return _said(held.owner_answer, is_used=is_used), _said(held.review_answer, is_used=is_used)


def _said(answer: Answer | None, *, is_used: bool) -> Answer:
    if answer is Answer.YES and is_used:
        return Answer.USED_UP
    return Answer.NOT_ASKED if answer is None else answer


def has_room_for_a_question(before: AskedBefore) -> bool:
    """Whether the owner may be asked one more question by this requester."""
    return before.today < MOST_QUESTIONS_A_DAY and before.waiting < MOST_OPEN_QUESTIONS


def is_one_too_many(facts: RenderFacts) -> bool:
    """Whether a question about this render would be new, and more than the owner may be asked."""
    if (facts.owner_answer, facts.review_answer) != UNANSWERED:
        return False
    return not has_room_for_a_question(facts.asked_before)


def refused_for_flooding(waiting: Waiting) -> dict[SubjectId, Denied]:
    """Refusals for owners who were asked too often to be asked about this render as well."""
    return {
        subject: Denied(Reason.ASKED_TOO_OFTEN) for subject, (facts, _) in waiting.items() if is_one_too_many(facts)
    }


def settled(held: HeldRender, now_us: int) -> HeldRender:
    """The row after an answer. A no never ends, the last yes ends after a day; the prompt is deleted with either."""
    if is_waiting(held):
        return held
    is_no = Answer.NO in (held.owner_answer, held.review_answer)
    return replace(held, prompt="", ends_us=None if is_no else now_us + YES_GOOD_FOR_US)


def spent(held: HeldRender, render_grant_id: RenderGrantId) -> HeldRender:
    """The row after the fetch: the yes holds for this render alone, until it is taken back."""
    return replace(held, spent_on=render_grant_id, ends_us=None)
