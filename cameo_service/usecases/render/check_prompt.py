"""May this prompt be rendered? One snapshot answers for everybody it mentions; a render grant only if all allow.

Unknown, not enrolled, blocked and not allowed get the same reply from the same store calls. Nothing is written but the
question to people a yes is waited for: a refusal is noted for its owner's activity by whoever implements `Refusals`.
"""

from dataclasses import dataclass
from typing import TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import JobMissingError
from cameo_service.usecases.acting.reads import asking_person, snapshot_at_least
from cameo_service.usecases.ports.activity import Refusal, Refusals
from cameo_service.usecases.ports.outside import GrantSigner, IdSource
from cameo_service.usecases.ports.store import Snapshot, Store
from cameo_service.usecases.render.content_labels import NONE_LISTED, Classifiers, ContentLabels
from cameo_service.usecases.render.current_permission import usage_of
from cameo_service.usecases.render.held_questions import HeldPrompt, answered, put_questions
from cameo_service.usecases.render.mention_facts import BoundMention, MentionFacts, with_matched_words
from cameo_service.usecases.render.mutuals import with_mutuals
from cameo_service.usecases.render.named_people import named_facts
from cameo_service.usecases.render.outcome import Outcome, outcome_of
from cameo_service.usecases.render.prompt import prompt_sha256, require_length
from cameo_service.usecases.render.prompt_parents import inherited_facts, people_of_parent
from cameo_service.usecases.render.render_claims import AllowedSubject, RenderIntent, claims_of
from consent.allowance import Usage, decide_with_room
from consent.errors import TooManyMentionsError
from consent.facts import DeclaredMedia, RenderRequest, SubjectFacts
from consent.handles import Handle
from consent.held_render import Ask
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.mentions import MOST, Mention, parse_mentions
from consent.restrictions import UNTOUCHED
from consent.review_policy import NO_REVIEWS, ReviewPolicy
from consent.terms import Modality, Use
from consent.verdict import Allowed, Decision, Denied, Held, Reason

LONGEST_JOB = 128


@dataclass(frozen=True, slots=True)
class CheckPromptRequest:
    """What shall be rendered. `prompt` is exactly what will be fed to the model; `at_least` a token or None.

    uploads: every uploaded image or clip. bindings: at most one per handle; a handle without one is looked up now.
    labels: what a classifier says of the prompt. parent_check: the render grant of the prompt this was rewritten from.
    parent_output: SHA-256 of the committed output that the render is made from.
    """

    job: str
    prompt: str
    modalities: frozenset[Modality]
    use: Use
    uploads: tuple[DeclaredMedia, ...]
    bindings: tuple[BoundMention, ...]
    at_least: str | None
    labels: ContentLabels | None = None
    parent_check: bytes | None = None
    parent_output: bytes | None = None


Found: TypeAlias = dict[Handle | SubjectId, SubjectFacts | None]
"""Everybody the render would show: by handle when mentioned, by id when named without @ or inherited alone."""
Judged: TypeAlias = dict[Handle | SubjectId, tuple[SubjectFacts | None, Decision]]
"""Likewise, with what was decided."""


@dataclass(frozen=True, slots=True)
class MentionVerdict:
    """The answer for one mention; `prompt[start:end]` in code points. A refusal has no reason that could be told.

    preferences, wishes: the person's own words for the generator; empty unless everybody is permitted.
    is_held: this person has to say yes first; never in a prompt that anybody refuses, for then nobody is asked.
    """

    handle: Handle
    start: int
    end: int
    permitted: bool
    preferences: str = ""
    wishes: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class CheckPromptReply:
    """`render_grant` is the signed envelope, present exactly when the outcome is ALLOWED."""

    outcome: Outcome
    verdicts: tuple[MentionVerdict, ...]
    render_grant: bytes | None
    token: str


@dataclass(frozen=True, slots=True)
class CheckPrompt:
    """The first of the three fences."""

    store: Store
    clock: Clock
    ids: IdSource
    signer: GrantSigner
    refusals: Refusals
    mention_facts: MentionFacts
    classifiers: Classifiers = NONE_LISTED
    reviews: ReviewPolicy = NO_REVIEWS

    def __call__(self, caller: Caller, request: CheckPromptRequest) -> CheckPromptReply:
        """Judges every mention.

        Raises:
            JobMissingError: no job, or a name of more than 128 characters.
            PromptTooLongError: more than 32 KiB.
            MalformedHandleError: a mention breaks the handle rules.
            ConfusableHandleError: a mention holds characters that pass for others.
            TooManyMentionsError: more than 16 different handles.
            AssertionInvalidError: the call is made for a person who is not there.
            RewriteDiffersError, RemixNotAskedError: about the parents, as what `prompt_parents` raises otherwise.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        if not 0 < len(request.job) <= LONGEST_JOB:
            raise JobMissingError(f"Name the job this render belongs to in 1 to {LONGEST_JOB} characters.")
        encoded = require_length(request.prompt)
        mentions = parse_mentions(request.prompt)
        now_us = self.clock.utc_us()
        may_name = people_of_parent(self.signer, self.store.deployment(), caller, request, now_us)
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            asked = self._asked(snapshot, caller, request)
            handles = tuple({mention.handle: None for mention in mentions})
            mentioned = self.mention_facts.read(snapshot, handles, request.bindings, asked, now_us)
            inherited = inherited_facts(snapshot, request.parent_output, mentioned, asked, now_us)
            found: Found = dict([*mentioned.items(), *inherited.items()])
            found.update(named_facts(snapshot, request.prompt, found.values(), asked, now_us))
            found = with_mutuals(snapshot, found, caller.vouched, asked.requester.subject, now_us)
            usage = usage_of(snapshot, found.values(), now_us)
            judged = _judged(asked, with_matched_words(found, request.prompt), may_name, usage, now_us)
            held = HeldPrompt(asked, _ask(asked, request.job, encoded), request.prompt)
            judged.update(_answered(snapshot, held, judged, usage, now_us))
        self._note_refusals(asked, judged, now_us)
        outcome = outcome_of(asked, [decision for _, decision in judged.values()])
        render_grant = None
        if outcome is Outcome.ALLOWED:
            intent = RenderIntent(RenderGrantId(self.ids.new(now_us)), request.job, prompt_sha256(encoded), asked)
            render_grant = self.signer.sign(claims_of(self.store.deployment(), intent, _allowed(judged), now_us))
        if outcome is Outcome.HELD:
            put_questions(self.store, held, _waiting(judged), now_us)
        return CheckPromptReply(outcome, _verdicts(mentions, judged, outcome), render_grant, token)

    def _asked(self, snapshot: Snapshot, caller: Caller, request: CheckPromptRequest) -> RenderRequest:
        return RenderRequest(
            requester=asking_person(snapshot, caller),
            modalities=request.modalities,
            use=request.use,
            provider=caller.service_id,
            uploads=request.uploads,
            labels=(labels := self.classifiers.counted(request.labels)),
            needs_review=self.reviews.wants(request.use, labels),
        )

    def _note_refusals(self, asked: RenderRequest, judged: Judged, now_us: int) -> None:
        for found, decision in judged.values():
            if found and isinstance(decision, Denied):
                self.refusals.note(
                    Refusal(found.subject, asked.requester.subject, asked.provider, decision.reason, now_us)
                )


def _judged(
    asked: RenderRequest,
    found: Found,
    may_name: frozenset[SubjectId] | None,
    usage: dict[GrantId, Usage],
    now_us: int,
) -> Judged:
    """Everybody; whom a rewritten prompt added is denied, whatever they allow."""
    if len(found) > MOST:
        raise TooManyMentionsError(f"Show at most {MOST} people in one render, those of its parent included.")
    judged: Judged = {}
    for name, facts in found.items():
        decision = decide_with_room(asked, facts, usage, now_us)
        is_added = may_name is not None and facts is not None and facts.subject not in may_name
        if is_added and not isinstance(decision, Denied):
            decision = Denied(Reason.ADDED_BY_REWRITE)
        judged[name] = (facts, decision)
    return judged


def _answered(snapshot: Snapshot, held: HeldPrompt, judged: Judged, usage: dict[GrantId, Usage], now_us: int) -> Judged:
    """Whoever must say yes, judged with what they said. Looked up only where nobody refuses, so that no work tells."""
    waiting = {name: facts for name, (facts, decision) in judged.items() if facts and isinstance(decision, Held)}
    outcome = outcome_of(held.asked, [decision for _, decision in judged.values()])
    said = answered(snapshot, waiting, held, now_us) if outcome is Outcome.HELD else {}
    return {name: (facts, decide_with_room(held.asked, facts, usage, now_us)) for name, facts in said.items()}


def _ask(asked: RenderRequest, job: str, encoded: bytes) -> Ask:
    return Ask(asked.requester.subject, asked.provider, job, prompt_sha256(encoded), asked.modalities, asked.use)


def _allowed(judged: Judged) -> tuple[AllowedSubject, ...]:
    return tuple(
        AllowedSubject(found, decision)
        for found, decision in judged.values()
        if found and isinstance(decision, Allowed)
    )


def _waiting(judged: Judged) -> dict[SubjectId, tuple[SubjectFacts, Held]]:
    return {
        found.subject: (found, decision) for found, decision in judged.values() if found and isinstance(decision, Held)
    }


def _verdicts(mentions: tuple[Mention, ...], judged: Judged, outcome: Outcome) -> tuple[MentionVerdict, ...]:
    return tuple(_verdict(mention, *judged[mention.handle], outcome) for mention in mentions)


def _verdict(mention: Mention, found: SubjectFacts | None, decision: Decision, outcome: Outcome) -> MentionVerdict:
    words = found.restrictions if found and outcome is Outcome.ALLOWED else UNTOUCHED
    return MentionVerdict(
        handle=mention.handle,
        start=mention.start,
        end=mention.end,
        permitted=bool(decision),
        preferences=words.preferences,
        wishes=words.wishes,
        is_held=outcome is Outcome.HELD and isinstance(decision, Held),
    )
