"""The operator's reviewers look at a render: they object, or they do not. Never a yes for whoever is shown."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotFoundError
from cameo_service.usecases.acting.operator_acts import require_operator
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.render.list_held_renders import still_holds
from consent.answer import Answer
from consent.held_render import HeldRender, settled, standing_of


class ReviewUnknownError(NotFoundError):
    """No such render waits for a reviewer: it never did, was answered, ended, or was ended by whoever it shows."""

    code = "REVIEW_UNKNOWN"


class ReviewVerdict(StrEnum):
    """What a reviewer may say."""

    NO_OBJECTION = "no_objection"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class AnswerReviewRequest:
    """`ask`: the 32 bytes that name the render."""

    request_id: str
    ask: bytes
    verdict: ReviewVerdict


@dataclass(frozen=True, slots=True)
class ReviewAnswered:
    """It is answered."""

    token: str


_REPLIES = TypeAdapter(ReviewAnswered)


@dataclass(frozen=True, slots=True)
class AnswerReview:
    """Answers for everybody whom the render shows."""

    writes: Writes

    def __call__(self, caller: Caller, request: AnswerReviewRequest) -> ReviewAnswered:
        """An objection also takes back what was not objected to before.

        Raises:
            NotTheOperatorError: the caller is no operator.
            ReviewUnknownError: nothing of that name waits for this answer.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _answer(change, request))


def _answer(change: Change, request: AnswerReviewRequest) -> ReviewAnswered:
    require_operator(change.caller)
    is_objection = request.verdict is ReviewVerdict.OBJECTION
    open_to_this = {Answer.WAITING, Answer.YES} if is_objection else {Answer.WAITING}
    rows = [
        held
        for held in change.transaction.held.in_review(request.ask)
        if held.review_answer in open_to_this and still_holds(change.transaction, held, change.now_us)
    ]
    if not rows:
        raise ReviewUnknownError("No such render waits for this answer: list the reviews.")
    for held in rows:
        answered = _objected(change, held) if is_objection else replace(held, review_answer=Answer.YES)
        change.transaction.held.put(settled(answered, change.now_us))
        change.record(held.owner, ActivityKind.RENDER_REVIEWED, held.requester, request.verdict)
    return ReviewAnswered(change.token)


def _objected(change: Change, held: HeldRender) -> HeldRender:
    """A render grant may be out on what was not objected to: then the objection must reach it."""
    if held.review_answer is Answer.YES and held.requester:
        change.transaction.epochs.bump_pair(held.owner, held.requester, held.provider)
    facts = change.transaction.facts.of([held.owner], held.requester, held.provider, change.now_us)[held.owner]
    return replace(held, review_answer=Answer.NO, standing=standing_of(facts))
