"""May these people be rendered, before there is a prompt? Decides as a check does, and signs and stores nothing.

One snapshot, and one statement for the facts of all items. Each item is judged for its own plan: two items that differ
in anything are two questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import InvalidArgumentError
from cameo_service.usecases.acting.reads import View, asking_person
from cameo_service.usecases.ports.activity import Refusal, Refusals
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from cameo_service.usecases.render.people import Viewpoint, facts_for_render, holders_of, unknown_person
from consent.content_classes import Classifiers, ContentLabels, ReviewPolicy
from consent.decision import outcome_of
from consent.facts import RenderRequest, RequesterFacts
from consent.handles import Handle, parse_handle
from consent.identity import SubjectId
from consent.terms import Modality, Use
from consent.verdict import Denied, Outcome

MOST_ITEMS = 64


class TooManyItemsError(InvalidArgumentError):
    """More than 64 items in one question."""

    code = "TOO_MANY_ITEMS"


@dataclass(frozen=True, slots=True)
class PreflightItem:
    """One person and what is planned. binding: a token of ResolveMentions, or None: the holder of the handle now."""

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
    """One outcome for each item, in their order."""

    outcomes: tuple[Outcome, ...]
    token: str


@dataclass(frozen=True, slots=True)
class Preflight:
    """A hint while a prompt is composed. It permits nothing: the prompt is checked when there is one."""

    refusals: Refusals
    tokens: MentionTokens
    classifiers: Classifiers
    reviews: ReviewPolicy

    def __call__(self, view: View, request: PreflightRequest) -> PreflightReply:
        """Judges every item. Refusals are counted for their owners, as those of a check are.

        Raises:
            TooManyItemsError: more than 64 items.
            MalformedHandleError, ConfusableHandleError: about a handle as it is written.
            AssertionInvalidError: the call is made for a person who is unknown here.
        """
        if len(request.items) > MOST_ITEMS:
            raise TooManyItemsError(f"Ask about at most {MOST_ITEMS} items at once.")
        handles = [parse_handle(item.handle) for item in request.items]
        requester = asking_person(view.snapshot, view.caller)
        asked = [self._asked(requester, view.caller, item) for item in request.items]
        holders = holders_of(view.snapshot, self.tokens, tuple(dict.fromkeys(handles)), ())
        seen = Viewpoint(requester.subject, _provider(view.caller), view.caller.vouched)
        facts = facts_for_render(view.snapshot, tuple(holders.values()), seen, view.now_us)
        outcomes = []
        for plan, handle, item in zip(asked, handles, request.items, strict=True):
            subject = self._subject(handle, item, holders)
            decision = facts.decision(plan, subject, view.now_us)
            if isinstance(decision, Denied):
                caller, reason = view.caller, decision.reason
                self.refusals.note(Refusal(subject, caller.acting, caller.service_id, reason, view.now_us))
            outcomes.append(outcome_of(plan, [decision]))
        return PreflightReply(tuple(outcomes), view.token)

    def _subject(self, handle: Handle, item: PreflightItem, holders: Mapping[Handle, SubjectId]) -> SubjectId:
        """The holder; an unknown person if the item is bound to another holder."""
        holder = holders[handle]
        is_moved = item.binding is not None and not self.tokens.holds(BoundMention(handle, item.binding), holder)
        return unknown_person(0) if is_moved else holder

    def _asked(self, requester: RequesterFacts, caller: Caller, item: PreflightItem) -> RenderRequest:
        labels = self.classifiers.counted(item.labels)
        return RenderRequest(
            requester=requester,
            modalities=item.modalities,
            use=item.use,
            provider=_provider(caller),
            uploads=(),
            labels=labels,
            needs_review=self.reviews.wants(item.use, labels),
        )


def _provider(caller: Caller) -> str:
    """An app backend renders nothing itself: for its questions only grants for any provider count."""
    return caller.service_id if caller.role is Role.GENERATION else ""
