"""May this prompt be rendered? One snapshot answers for all people it shows; a render grant only if all allow it.

Unknown, not enrolled, blocked and not allowed people get the same reply from the same store calls. The check writes
only the questions of a held render; a refusal is noted for its owner's activity by the port `Refusals`.
"""

from dataclasses import dataclass
from typing import TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import RenderGrantExpiredError, RewriteDiffersError
from cameo_service.usecases.acting.reads import require_known, token_at_least
from cameo_service.usecases.ports.activity import Refusal, Refusals
from cameo_service.usecases.ports.consent import PromptAsked, PromptFound
from cameo_service.usecases.ports.outside import GrantSigner, IdSource
from cameo_service.usecases.ports.store import Snapshot, Store
from cameo_service.usecases.render.claims import (
    AllowedSubject,
    RenderIntent,
    claims_of,
    claims_of_job,
    prompt_bytes,
    prompt_sha256,
    require_job,
)
from cameo_service.usecases.render.held import HeldPrompt, put_questions
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from cameo_service.usecases.render.people import (
    FactsForRender,
    Shown,
    ShownPeople,
    Viewpoint,
    bound_holders,
    facts_for_prompt,
    shown_people,
    unknown_person,
)
from consent.content_classes import NO_REVIEWS, NONE_LISTED, Classifiers, ContentLabels, ReviewPolicy
from consent.decision import outcome_of
from consent.facts import DeclaredMedia, RenderFacts, RenderRequest, RequesterFacts
from consent.handles import Handle, Mention, parse_mentions
from consent.held_render import Ask, refused_for_flooding
from consent.identity import RenderGrantId, SubjectId
from consent.reading.spoken import SpokenText, spoken
from consent.restrictions import UNTOUCHED
from consent.terms import Modality, Use
from consent.verdict import Allowed, Decision, Denied, Held, Outcome, Reason


@dataclass(frozen=True, slots=True)
class CheckPromptRequest:
    """The render that is planned. `prompt` is exactly what will be fed to the model; `at_least` a token or None.

    uploads: every uploaded image or clip. bindings: at most one per handle; a handle without one means its holder now.
    labels: what a classifier says about the prompt. parent_check: the render grant of the prompt this was rewritten
    from. parent_output: SHA-256 of the committed output that the render is made from.
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


@dataclass(frozen=True, slots=True)
class MentionVerdict:
    """The answer for one mention; `prompt[start:end]` in code points. A refusal carries no reason.

    preferences, wishes: the person's own words for the generator; empty unless the whole prompt is permitted.
    is_held: this person must say yes first. Never set if any person refuses, because then no one is asked.
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
class _Judged:
    """Everyone the prompt shows, with the facts and the decision about each."""

    shown: ShownPeople
    facts: FactsForRender
    decisions: dict[SubjectId, Decision]

    def allowed(self) -> list[AllowedSubject]:
        return [
            AllowedSubject(self.facts.people[subject], decision)
            for subject, decision in self.decisions.items()
            if isinstance(decision, Allowed)
        ]

    def held(self) -> dict[SubjectId, tuple[RenderFacts, Held]]:
        return {
            subject: (self.facts.people[subject], decision)
            for subject, decision in self.decisions.items()
            if isinstance(decision, Held)
        }


_JudgedAt: TypeAlias = tuple[RenderRequest, _Judged, str]
"""What was asked, what was decided, and the token of the snapshot it was decided on."""


@dataclass(frozen=True, slots=True)
class _Asks:
    """One check, before anything is read. may_show: see `_people_of_parent`."""

    caller: Caller
    request: CheckPromptRequest
    text: SpokenText
    ask: Ask
    may_show: frozenset[SubjectId] | None
    now_us: int


@dataclass(frozen=True, slots=True)
class CheckPrompt:
    """The first of the three fences."""

    store: Store
    clock: Clock
    ids: IdSource
    signer: GrantSigner
    refusals: Refusals
    tokens: MentionTokens
    classifiers: Classifiers = NONE_LISTED
    reviews: ReviewPolicy = NO_REVIEWS

    def __call__(self, caller: Caller, request: CheckPromptRequest) -> CheckPromptReply:
        """Judges every person the prompt would show.

        Raises:
            JobMissingError: no job, or a name of more than 128 bytes.
            PromptTooLongError: more than 32 KiB.
            MalformedHandleError: a mention breaks the handle rules.
            ConfusableHandleError: a mention holds characters that pass for others.
            TooManyMentionsError: more than 16 people that it mentions or that its parent shows.
            AssertionInvalidError: the call is made for a person who is unknown here.
            RenderGrantUnknownError, OtherIncarnationError, RenderGrantNotYoursError, RenderGrantExpiredError,
            RewriteDiffersError: about `parent_check`.
            RemixNotAskedError: `parent_output`, and a use that is no remix.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        require_job(request.job)
        encoded = prompt_bytes(request.prompt)
        mentions = parse_mentions(request.prompt)
        now_us = self.clock.utc_us()
        may_show = self._people_of_parent(caller, request, now_us)
        text = spoken(request.prompt)
        ask = _ask(caller, request, encoded)
        lookup = _lookup(mentions, text, ask, now_us)
        asks = _Asks(caller, request, text, ask, may_show, now_us)
        asked, judged, token = self._judged_at_a_glance(asks, lookup) or self._judged_in_a_snapshot(asks, lookup)
        too_many = refused_for_flooding(judged.held())
        if outcome_of(asked, judged.decisions.values()) is Outcome.HELD:
            judged.decisions.update(too_many)
        self._note_refusals(asked, judged, now_us)
        outcome = outcome_of(asked, judged.decisions.values())
        if outcome is Outcome.HELD:
            put_questions(self.store, HeldPrompt(asked, ask, request.prompt), judged.held(), now_us)
        grant = self._signed(asked, ask, judged.allowed(), now_us) if outcome is Outcome.ALLOWED else None
        return CheckPromptReply(outcome, _verdicts(mentions, judged, outcome), grant, token)

    def _judged_at_a_glance(self, asks: _Asks, lookup: PromptAsked) -> _JudgedAt | None:
        """Most prompts are judged by what one statement finds. None where more must be read: mutuals, the people of a
        parent output, and those who are named without @, as any person may be in a text that could not be read.
        """
        if asks.caller.vouched is not None or asks.request.parent_output is not None or asks.text.is_cut:
            return None
        with self.store.glance() as glance:
            found = glance.facts.of_prompt(lookup)
            return None if found.bearers else self._judged(glance, asks, lookup, found)

    def _judged_in_a_snapshot(self, asks: _Asks, lookup: PromptAsked) -> _JudgedAt:
        with self.store.read() as snapshot:
            return self._judged(snapshot, asks, lookup, snapshot.facts.of_prompt(lookup))

    def _judged(self, snapshot: Snapshot, asks: _Asks, lookup: PromptAsked, found: PromptFound) -> _JudgedAt:
        caller, request, now_us = asks.caller, asks.request, asks.now_us
        token = token_at_least(request.at_least, self.store.deployment(), found.revision)
        asked = self._asked(require_known(found.requester, caller), caller, request)
        holders = bound_holders(found.holders, self.tokens, lookup.holders, request.bindings)
        shown = shown_people(snapshot, Shown(asks.text, request.parent_output, request.use), holders, found.bearers)
        seen = Viewpoint(caller.acting, caller.service_id, caller.vouched, asks.text, asks.ask)
        facts = facts_for_prompt(snapshot, shown, seen, now_us, found)
        return asked, _Judged(shown, facts, _decisions(asked, shown, facts, asks.may_show, now_us)), token

    def _people_of_parent(
        self, caller: Caller, request: CheckPromptRequest, now_us: int
    ) -> frozenset[SubjectId] | None:
        """People a rewritten prompt may show: it may leave people out and add none. None if it is no rewrite."""
        if request.parent_check is None:
            return None
        claims = claims_of_job(self.signer, self.store.deployment(), caller, request.parent_check, request.job)
        if now_us >= claims.expires_us:
            raise RenderGrantExpiredError("The grant of the parent is over: check the rewritten prompt as its own.")
        is_same = (claims.use, claims.requester) == (request.use, caller.acting)
        if not is_same or not claims.modalities.issuperset(request.modalities):
            raise RewriteDiffersError("Ask for the rewritten prompt what was asked for its parent, or less.")
        return frozenset(granted.subject for granted in claims.subjects)

    def _asked(self, requester: RequesterFacts, caller: Caller, request: CheckPromptRequest) -> RenderRequest:
        labels = self.classifiers.counted(request.labels)
        return RenderRequest(
            requester=requester,
            modalities=request.modalities,
            use=request.use,
            provider=caller.service_id,
            uploads=request.uploads,
            labels=labels,
            needs_review=self.reviews.wants(request.use, labels),
        )

    def _note_refusals(self, asked: RenderRequest, judged: _Judged, now_us: int) -> None:
        """Unknown people's, too, which takes the same steps; they have no activity, so that those are dropped."""
        for subject, decision in judged.decisions.items():
            if isinstance(decision, Denied):
                names = judged.shown.names.get(subject, frozenset())
                self.refusals.note(
                    Refusal(subject, asked.requester.subject, asked.provider, decision.reason, now_us, names)
                )

    def _signed(self, asked: RenderRequest, ask: Ask, allowed: list[AllowedSubject], now_us: int) -> bytes:
        intent = RenderIntent(RenderGrantId(self.ids.new(now_us)), ask.job, ask.prompt_sha256, asked)
        return self.signer.sign(claims_of(self.store.deployment(), intent, allowed, now_us))


def _decisions(
    asked: RenderRequest,
    shown: ShownPeople,
    facts: FactsForRender,
    may_show: frozenset[SubjectId] | None,
    now_us: int,
) -> dict[SubjectId, Decision]:
    """One decision about each person. A person that a rewritten prompt added is denied, whatever they allow."""
    decisions: dict[SubjectId, Decision] = {}
    for subject in shown.ids:
        decision = facts.decision(asked, subject, now_us)
        is_added = may_show is not None and subject not in may_show
        if is_added and not isinstance(decision, Denied):
            decision = Denied(Reason.ADDED_BY_REWRITE)
        decisions[subject] = decision
    return decisions


def _ask(caller: Caller, request: CheckPromptRequest, encoded: bytes) -> Ask:
    digest = prompt_sha256(encoded)
    return Ask(caller.acting, caller.service_id, request.job, digest, request.modalities, request.use)


def _lookup(mentions: tuple[Mention, ...], text: SpokenText, ask: Ask, now_us: int) -> PromptAsked:
    """Asks for all at once. An unknown person stands behind each handle, so that the database does the same work."""
    handles = dict.fromkeys(mention.handle for mention in mentions)
    holders = {handle: unknown_person(place) for place, handle in enumerate(handles)}
    return PromptAsked(holders, ask.requester, ask.provider, tuple(text.sounds), ask.digest(), now_us)


def _verdicts(mentions: tuple[Mention, ...], judged: _Judged, outcome: Outcome) -> tuple[MentionVerdict, ...]:
    return tuple(_verdict(mention, judged, outcome) for mention in mentions)


def _verdict(mention: Mention, judged: _Judged, outcome: Outcome) -> MentionVerdict:
    subject = judged.shown.mentioned[mention.handle]
    decision, facts = judged.decisions[subject], judged.facts.people.get(subject)
    words = facts.restrictions if facts and outcome is Outcome.ALLOWED else UNTOUCHED
    return MentionVerdict(
        handle=mention.handle,
        start=mention.start,
        end=mention.end,
        permitted=isinstance(decision, Allowed),
        preferences=words.preferences,
        wishes=words.wishes,
        is_held=outcome is Outcome.HELD and isinstance(decision, Held),
    )
