"""May this prompt be rendered? One snapshot answers for all people it shows; a render grant only if all allow it.

Unknown, not enrolled, blocked and not allowed people get the same reply from the same store calls. The check writes
only the questions of a held render; a refusal is noted for its owner's activity by the port `Refusals`.
"""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import RenderGrantExpiredError, RewriteDiffersError
from cameo_service.usecases.acting.reads import asking_person, snapshot_at_least
from cameo_service.usecases.ports.activity import Refusal, Refusals
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
from cameo_service.usecases.render.held import HeldPrompt, put_questions, refused_for_flooding
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from cameo_service.usecases.render.people import (
    FactsForRender,
    Shown,
    ShownPeople,
    Viewpoint,
    facts_for_render,
    holders_of,
    shown_people,
)
from consent.content_classes import NO_REVIEWS, NONE_LISTED, Classifiers, ContentLabels, ReviewPolicy
from consent.decision import outcome_of
from consent.facts import DeclaredMedia, RenderFacts, RenderRequest
from consent.handles import Handle, Mention, parse_mentions
from consent.held_render import Ask
from consent.identity import RenderGrantId, SubjectId
from consent.names import spoken
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
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            asked = self._asked(snapshot, caller, request)
            held = HeldPrompt(asked, _ask(asked, request.job, encoded), request.prompt)
            text = spoken(request.prompt)
            by = Shown(caller.acting, text, request.parent_output, request.use)
            shown = self._shown(snapshot, mentions, by, request.bindings)
            seen = Viewpoint(asked.requester.subject, asked.provider, caller.vouched, text, held.ask)
            facts = facts_for_render(snapshot, shown.ids, seen, now_us)
            judged = _Judged(shown, facts, _decisions(asked, shown, facts, may_show, now_us))
        too_many = refused_for_flooding(judged.held())
        if outcome_of(asked, judged.decisions.values()) is Outcome.HELD:
            judged.decisions.update(too_many)
        self._note_refusals(asked, judged, now_us)
        outcome = outcome_of(asked, judged.decisions.values())
        if outcome is Outcome.HELD:
            put_questions(self.store, held, judged.held(), now_us)
        grant = self._signed(held, judged.allowed(), now_us) if outcome is Outcome.ALLOWED else None
        return CheckPromptReply(outcome, _verdicts(mentions, judged, outcome), grant, token)

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

    def _asked(self, snapshot: Snapshot, caller: Caller, request: CheckPromptRequest) -> RenderRequest:
        labels = self.classifiers.counted(request.labels)
        return RenderRequest(
            requester=asking_person(snapshot, caller),
            modalities=request.modalities,
            use=request.use,
            provider=caller.service_id,
            uploads=request.uploads,
            labels=labels,
            needs_review=self.reviews.wants(request.use, labels),
        )

    def _shown(
        self, snapshot: Snapshot, mentions: tuple[Mention, ...], by: Shown, bindings: tuple[BoundMention, ...]
    ) -> ShownPeople:
        handles = tuple(dict.fromkeys(mention.handle for mention in mentions))
        return shown_people(snapshot, by, holders_of(snapshot, self.tokens, handles, bindings))

    def _note_refusals(self, asked: RenderRequest, judged: _Judged, now_us: int) -> None:
        """Unknown people's, too, which takes the same steps; they have no activity, so that those are dropped."""
        for subject, decision in judged.decisions.items():
            if isinstance(decision, Denied):
                names = judged.shown.names.get(subject, frozenset())
                self.refusals.note(
                    Refusal(subject, asked.requester.subject, asked.provider, decision.reason, now_us, names)
                )

    def _signed(self, checked: HeldPrompt, allowed: list[AllowedSubject], now_us: int) -> bytes:
        render_grant_id, ask = RenderGrantId(self.ids.new(now_us)), checked.ask
        intent = RenderIntent(render_grant_id, ask.job, ask.prompt_sha256, checked.asked)
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


def _ask(asked: RenderRequest, job: str, encoded: bytes) -> Ask:
    return Ask(asked.requester.subject, asked.provider, job, prompt_sha256(encoded), asked.modalities, asked.use)


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
