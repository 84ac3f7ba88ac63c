"""Renders that wait for the operator's reviewers, and their answers: object or clear, which is never consent."""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from cameo_service.usecases.acting.errors import NotFoundError
from cameo_service.usecases.acting.operator import require_operator
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.held import Backlog
from cameo_service.usecases.render.held import still_holds
from consent.handles import MOST_MENTIONED
from consent.held_render import HeldRender, settled, standing_of
from consent.terms import Answer


class ReviewUnknownError(NotFoundError):
    """No such render waits for a reviewer: it never did, it was answered, it ended, or a person it shows ended it."""

    code = "REVIEW_UNKNOWN"


@dataclass(frozen=True, slots=True)
class ListReviewsRequest:
    """At most `limit` renders, never more than 200. `at_least`: a consistency token, or None."""

    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class Reviews:
    """waiting: renders, the oldest first, each with one row for every person it shows. backlog: of all renders."""

    waiting: tuple[tuple[HeldRender, ...], ...]
    backlog: Backlog
    token: str


def list_reviews(view: View, request: ListReviewsRequest) -> Reviews:
    """Renders no reviewer has answered yet, without those their owners ended.

    Raises:
        NotTheOperatorError: the caller is no operator.
    """
    require_operator(view.caller)
    limit = rows_wanted(request.limit)
    rows = view.snapshot.held.for_review(view.now_us, limit * MOST_MENTIONED)
    current = [held for held in rows if still_holds(view.snapshot, held, view.now_us)]
    renders = [tuple(shown) for _, shown in groupby(current, key=lambda held: held.ask)]
    return Reviews(tuple(renders[:limit]), view.snapshot.held.backlog(view.now_us), view.token)


class ReviewVerdict(StrEnum):
    """A reviewer's answer."""

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
    """The answer is recorded."""

    token: str


def answer_review(change: Change, request: AnswerReviewRequest) -> ReviewAnswered:
    """Records a reviewer's answer, object or clear, for every person the render shows. An objection is final.

    Raises:
        NotTheOperatorError: the caller is no operator.
        ReviewUnknownError: no render of that name waits for this answer.
    """
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
    """The row with an objection. A render grant may rest on the earlier clearance: the epoch reaches it."""
    if held.review_answer is Answer.YES and held.requester:
        change.transaction.epochs.bump_pair(held.owner, held.requester, held.provider)
    facts = change.transaction.facts.of([held.owner], held.requester, held.provider, change.now_us)[held.owner]
    return replace(held, review_answer=Answer.NO, standing=standing_of(facts))
