"""May these people be rendered, before there is a prompt? Decides as a check does, and signs and stores nothing.

Every item is looked up and judged on its own, in one snapshot: two items that differ in anything are two questions.
"""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import InvalidArgumentError
from cameo_service.usecases.acting.reads import asking_person, snapshot_at_least
from cameo_service.usecases.ports.activity import Refusal, Refusals
from cameo_service.usecases.ports.store import Snapshot, Store
from cameo_service.usecases.render.content_labels import Classifiers, ContentLabels
from cameo_service.usecases.render.current_permission import usage_of
from cameo_service.usecases.render.mention_facts import BoundMention, MentionFacts
from cameo_service.usecases.render.mutuals import with_mutuals
from cameo_service.usecases.render.outcome import Outcome, outcome_of
from consent.allowance import decide_with_room
from consent.facts import RenderRequest, RequesterFacts, SubjectFacts, without_prompt
from consent.handles import Handle, parse_handle
from consent.held_render import ReviewPolicy
from consent.terms import Modality, Use
from consent.verdict import Decision, Denied

MOST_ITEMS = 64


class TooManyItemsError(InvalidArgumentError):
    """More than 64 items in one question."""

    code = "TOO_MANY_ITEMS"


@dataclass(frozen=True, slots=True)
class PreflightItem:
    """One person and what is planned. binding: a token of ResolveMentions, or None: whoever holds the handle now."""

    handle: Handle
    binding: bytes | None
    modalities: frozenset[Modality]
    use: Use
    labels: ContentLabels | None


@dataclass(frozen=True, slots=True)
class PreflightRequest:
    """`at_least`: a consistency token, or None."""

    items: tuple[PreflightItem, ...]
    at_least: str | None


@dataclass(frozen=True, slots=True)
class PreflightReply:
    """One outcome an item, in their order."""

    outcomes: tuple[Outcome, ...]
    token: str


@dataclass(frozen=True, slots=True)
class Preflight:
    """A hint for whoever composes a prompt. Nothing follows from it: the prompt is checked when there is one."""

    store: Store
    clock: Clock
    refusals: Refusals
    mention_facts: MentionFacts
    classifiers: Classifiers
    reviews: ReviewPolicy

    def __call__(self, caller: Caller, request: PreflightRequest) -> PreflightReply:
        """Judges every item. Refused attempts are counted for their owners, as those of a check are.

        Raises:
            TooManyItemsError: more than 64 items.
            MalformedHandleError, ConfusableHandleError: about a handle as it is written.
            AssertionInvalidError: the call is made for a person who is not there.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        if len(request.items) > MOST_ITEMS:
            raise TooManyItemsError(f"Ask about at most {MOST_ITEMS} items at once.")
        handles = [parse_handle(item.handle) for item in request.items]
        now_us = self.clock.utc_us()
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            requester = asking_person(snapshot, caller)
            asked = [self._asked(requester, caller, item) for item in request.items]
            found = {
                place: self._facts(snapshot, handle, request.items[place], asked[place], now_us)
                for place, handle in enumerate(handles)
            }
            found = with_mutuals(snapshot, found, caller.vouched, requester.subject, now_us)
            usage = usage_of(snapshot, found.values(), now_us)
        decisions = [decide_with_room(asked[place], facts, usage, now_us) for place, facts in found.items()]
        self._note_refusals(caller, list(found.values()), decisions, now_us)
        outcomes = [outcome_of(plan, [decision]) for plan, decision in zip(asked, decisions, strict=True)]
        return PreflightReply(tuple(outcomes), token)

    def _facts(
        self, snapshot: Snapshot, handle: Handle, item: PreflightItem, asked: RenderRequest, now_us: int
    ) -> SubjectFacts | None:
        bindings = () if item.binding is None else (BoundMention(handle, item.binding),)
        return without_prompt(self.mention_facts.read(snapshot, (handle,), bindings, asked, now_us)[handle])

    def _note_refusals(
        self, caller: Caller, found: list[SubjectFacts | None], decisions: list[Decision], now_us: int
    ) -> None:
        for facts, decision in zip(found, decisions, strict=True):
            if facts and isinstance(decision, Denied):
                refused = Refusal(facts.subject, caller.acting, caller.service_id, decision.reason, now_us)
                self.refusals.note(refused)

    def _asked(self, requester: RequesterFacts, caller: Caller, item: PreflightItem) -> RenderRequest:
        """An app backend renders nothing itself: only grants for any provider count for it."""
        labels = self.classifiers.counted(item.labels)
        return RenderRequest(
            requester=requester,
            modalities=item.modalities,
            use=item.use,
            provider=caller.service_id if caller.role is Role.GENERATION else "",
            uploads=(),
            labels=labels,
            needs_review=self.reviews.wants(item.use, labels),
        )
