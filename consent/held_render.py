"""A render that waits for somebody's yes: what exactly is asked, of whom, and what a yes is good for.

Knows no clock and no storage. A yes is for one requester, provider, job, prompt, use and set of modalities; it is spent
by the first fetch, and stands for that render alone. It dies with anything that narrows: see `standing_of`.
"""

import hashlib
from dataclasses import dataclass, replace

from consent.answer import Answer, Approver
from consent.content_classes import ContentClass
from consent.facts import RenderRequest, SubjectFacts
from consent.grants import ended
from consent.identity import RenderGrantId, SubjectId
from consent.terms import Modality, Use
from consent.verdict import Held

WAITS_US = 72 * 60 * 60 * 1_000_000
"""A question that nobody answered within three days, a long weekend, is answered no."""

YES_US = 24 * 60 * 60 * 1_000_000
"""How long after the last yes a render may be fetched: a day, as long as a render grant may be renewed."""

DAY_US = 24 * 60 * 60 * 1_000_000
MOST_A_DAY = 10
"""Questions one requester may put to one person in 24 hours, answered ones included."""
MOST_WAITING = 100
"""Open questions to one person, whoever asks: no more can be read, let alone answered."""


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
    """What one person who would be shown is asked, and the operator's reviewers with them. Times in UTC microseconds.

    ask: `Ask.digest`. prompt: as it was sent, while an answer is missing; then "". standing: `standing_of` the owner
    when it was asked. ends_us: when it is over unanswered, or the yes unspent; None: never.
    owner_answer, review_answer: None where that one is not asked. spent_on: the fetch that took the yes.
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
    """today: questions of this requester to this owner in the last 24 hours. waiting: the owner's open ones, of all."""

    today: int
    waiting: int


def is_unasked(facts: SubjectFacts, decision: Held) -> bool:
    """Whether the question must still be put to somebody the decision waits for."""
    return Answer.NOT_ASKED in {_answer_of(facts, approver) for approver in decision.waits_for}


def question(facts: SubjectFacts, decision: Held, ask: Ask, sent: tuple[str, RenderRequest], now_us: int) -> HeldRender:
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
        ends_us=now_us + WAITS_US,
        owner_answer=_open(facts, decision, Approver.OWNER),
        review_answer=_open(facts, decision, Approver.REVIEWER),
    )


def _open(facts: SubjectFacts, decision: Held, approver: Approver) -> Answer | None:
    """Waiting, the yes that was said before, or None: not asked at all."""
    if approver in decision.waits_for:
        return Answer.WAITING
    return Answer.YES if _answer_of(facts, approver) is Answer.YES else None


def _answer_of(facts: SubjectFacts, approver: Approver) -> Answer:
    return facts.owner_answer if approver is Approver.OWNER else facts.review_answer


def standing_of(facts: SubjectFacts) -> str:
    """Where somebody stands with a requester: all that a render grant is compared with. Whatever narrows changes it."""
    enrolled = facts.enrollment
    version = f"{enrolled.enrollment_id} {enrolled.version}" if enrolled else ""
    return f"{version} {facts.owner_epoch} {facts.pair_epoch} {facts.global_epoch}"


def is_current(held: HeldRender, facts: SubjectFacts, now_us: int) -> bool:
    """Whether it still asks or allows anything."""
    return held.standing == standing_of(facts) and not ended(held.ends_us, now_us)


def is_waiting(held: HeldRender) -> bool:
    """Whether an answer is missing, and none is a no."""
    answers = (held.owner_answer, held.review_answer)
    return Answer.WAITING in answers and Answer.NO not in answers


def has_every_yes(held: HeldRender) -> bool:
    """Whether everybody who was asked said yes."""
    return {held.owner_answer, held.review_answer} - {None} == {Answer.YES}


def with_answers(
    facts: SubjectFacts, held: HeldRender | None, now_us: int, render_grant_id: RenderGrantId | None = None
) -> SubjectFacts:
    """The facts with what was said to this ask. `render_grant_id`: of the render that was fetched, if it was."""
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
    """The facts, where one more question would be too many, with answers that say so."""
    if before.today < MOST_A_DAY and before.waiting < MOST_WAITING:
        return facts
    return replace(facts, owner_answer=Answer.ASKED_TOO_OFTEN, review_answer=Answer.ASKED_TOO_OFTEN)


def settled(held: HeldRender, now_us: int) -> HeldRender:
    """After an answer: a no is for good, the last yes is good for a day; either way the prompt has served."""
    if is_waiting(held):
        return held
    is_no = Answer.NO in (held.owner_answer, held.review_answer)
    return replace(held, prompt="", ends_us=None if is_no else now_us + YES_US)


def spent(held: HeldRender, render_grant_id: RenderGrantId) -> HeldRender:
    """After the fetch: it stands for this render alone, until it is taken back."""
    return replace(held, spent_on=render_grant_id, ends_us=None)
