"""What a decision is made from: one snapshot's facts about a requester and a subject. Times are UTC microseconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter

from consent.content_classes import ContentClass, is_hard_denied
from consent.grants import Usage
from consent.handles import MOST_MENTIONED
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.restrictions import NONE_SOUGHT, UNTOUCHED, Restrictions
from consent.terms import AgeClass, Answer, Assurance, Audience, Modality, SubjectState, Use
from consent.verdict import Reason


@dataclass(frozen=True, slots=True)
class Grant:
    """An owner's permission for one grantee. `expires_us` None: until revoked. `provider` None: any provider.

    max_renders: how many renders it is good for at all; per_day: in any 24 hours. None: no such limit. Both are
    positive, and counted when the likeness reference is fetched (`Usage`).
    asks_each_time: every render under it needs the owner's yes.
    """

    grant_id: GrantId
    owner: SubjectId
    grantee: SubjectId
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    expires_us: int | None
    provider: str | None
    max_renders: int | None = None
    per_day: int | None = None
    asks_each_time: bool = False


def is_limited(grant: Grant) -> bool:
    """Whether anything needs to be counted for this grant."""
    return grant.max_renders is not None or grant.per_day is not None


def has_room(grant: Grant, usage: Usage) -> bool:
    """Whether one more render fits."""
    return (grant.max_renders is None or usage.renders < grant.max_renders) and (
        grant.per_day is None or usage.last_day < grant.per_day
    )


def ended(expires_us: int | None, now_us: int) -> bool:
    """Whether something that ends at `expires_us` is over; None never ends."""
    return expires_us is not None and expires_us <= now_us


@dataclass(frozen=True, slots=True)
class Block:
    """An owner's refusal of one actor, whatever audience and grants say. `expires_us` None: until lifted."""

    owner: SubjectId
    actor: SubjectId
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class Enrollment:
    """The live enrollment of a subject. `audience_ceiling`: what it permits now (`ceiling`)."""

    enrollment_id: EnrollmentId
    version: int
    assurance: Assurance
    audience_ceiling: Audience
    modalities: frozenset[Modality]
    expires_us: int | None


LIVE_BY_DEFAULT = Audience.APPROVED
"""What a live capture permits where no device attested it and the operator chose nothing."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What the operator chose for captures that no device attested. live: `LiveCeiling`; wordless: without words."""

    live: Audience = LIVE_BY_DEFAULT
    wordless: Audience = Audience.ONLY_ME


SAFE_CEILINGS = Ceilings()
_BY_ASSURANCE = {
    Assurance.NONE: Audience.NOBODY,
    Assurance.UPLOADED: Audience.ONLY_ME,
    Assurance.LIVE_ATTESTED: Audience.EVERYONE,
    Assurance.DEMO: Audience.EVERYONE,
}
_UNBOUND = Audience.APPROVED


def ceiling(
    checks_permit: Audience, assurance: Assurance, *, is_bound: bool, chosen: Ceilings = SAFE_CEILINGS
) -> Audience:
    """The widest audience an enrollment permits now.

    Args:
        checks_permit: what the checks that ran permit at most.
        assurance: how the recording came in.
        is_bound: whether it was shown whose face it is; APPROVED at most otherwise. A person who enrolled their own
            face in another person's name may then fool people they chose one by one, but not everyone.
        chosen: by the operator of this deployment.
    """
    if assurance is Assurance.WORDLESS:
        widest = chosen.wordless
    else:
        widest = chosen.live if assurance is Assurance.LIVE else _BY_ASSURANCE[assurance]
    return min(checks_permit, widest if is_bound else min(widest, _UNBOUND))


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian who counts now: the guardianship has not ended, and the guardian is active and an asserted adult."""

    subject: SubjectId
    expires_us: int


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """today: questions of this requester to this owner in the last 24 hours. waiting: the owner's open ones, of all."""

    today: int
    waiting: int


NEVER_ASKED = AskedBefore(0, 0)


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What is stored about one subject as one requester sees it, read in one snapshot. No decision is made from it.

    grants: only the grants from this owner to this requester, expired ones too.
    revoked: the requester had access and the owner took it away; True until the owner grants again.
    everything_frozen, global_epoch: whether the operator stopped all renders, and how often so far.
    asks_each_time: every render by another person needs the owner's yes.
    guardian: the person who speaks for a minor now; None without one, or if the deployment knows no guardians.
    usage: renders counted for those of the grants that have a limit. asked_before: questions so far.
    restrictions: without the banned words. sought: those, packed, ready to be looked for (`consent.restrictions`).
    """

    subject: SubjectId
    state: SubjectState
    frozen: bool
    age: AgeClass
    audience: Audience
    enrollment: Enrollment | None
    blocked: bool
    revoked: bool
    grants: tuple[Grant, ...]
    owner_epoch: int
    pair_epoch: int
    everything_frozen: bool
    global_epoch: int
    restrictions: Restrictions = UNTOUCHED
    asks_each_time: bool = False
    guardian: Guardian | None = None
    sought: str = field(default=NONE_SOUGHT, repr=False)
    usage: Mapping[GrantId, Usage] = field(default_factory=dict)
    asked_before: AskedBefore = NEVER_ASKED


@dataclass(frozen=True, slots=True)
class RenderFacts(SubjectFacts):
    """Everything the rules ask about one subject for one render: what is stored, and what belongs to this render.

    mutual: True or False if the app vouched for it at most 60 s ago (`Vouched`), None if it did not.
    matched_words: those of the subject's banned words that the prompt holds, as `consent.restrictions` spells them.
    owner_answer, review_answer: what the owner and the operator's reviewers said to exactly this render
    (`consent.held_render`).
    """

    mutual: bool | None = field(kw_only=True)
    matched_words: frozenset[str] = field(kw_only=True)
    owner_answer: Answer = field(kw_only=True)
    review_answer: Answer = field(kw_only=True)


_stored = attrgetter(*(stored.name for stored in fields(SubjectFacts)))
"""What is stored, in the order in which RenderFacts takes it."""


def complete(
    facts: SubjectFacts, *, mutual: bool | None, matched_words: frozenset[str], answers: tuple[Answer, Answer]
) -> RenderFacts:
    """The stored facts together with those of one render. `answers`: the owner's, then the reviewers'."""
    owner_answer, review_answer = answers
    return RenderFacts(
        *_stored(facts),
        mutual=mutual,
        matched_words=matched_words,
        owner_answer=owner_answer,
        review_answer=review_answer,
    )


def without_prompt(facts: SubjectFacts | None) -> RenderFacts | None:
    """Complete facts for a question about no render in particular: no word matches, and no one vouched or answered."""
    if facts is None:
        return None
    unasked = (Answer.NOT_ASKED, Answer.NOT_ASKED)
    return complete(facts, mutual=None, matched_words=frozenset(), answers=unasked)


@dataclass(frozen=True, slots=True)
class RequesterFacts:
    """The requester. `subject` None: anonymous; only the audience EVERYONE can allow such a request."""

    subject: SubjectId | None
    state: SubjectState
    age: AgeClass


@dataclass(frozen=True, slots=True)
class DeclaredMedia:
    """One uploaded image or clip that goes into the render.

    shows_person and screened: None means the caller did not say, which counts as undeclared.
    """

    shows_person: bool | None
    screened: bool | None


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What is asked: the same for every person one prompt shows.

    uploads: every uploaded media item; an item that shows a person must be declared and screened.
    provider: service id of the generation service that asks.
    labels: content classes from a classifier that counts; None: not classified, so the render may be about anything.
    needs_review: the operator wants a person to look at the render first.
    content_refusal, media_refusal: why this is refused, for any subject; None if it is not. Judged once, here.
    """

    requester: RequesterFacts
    modalities: frozenset[Modality]
    use: Use
    provider: str
    uploads: tuple[DeclaredMedia, ...]
    labels: frozenset[ContentClass] | None = None
    needs_review: bool = False
    content_refusal: Reason | None = field(init=False, repr=False, compare=False)
    media_refusal: Reason | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_hard = self.labels is not None and is_hard_denied(self.labels)
        object.__setattr__(self, "content_refusal", Reason.HARD_DENIED if is_hard else None)
        object.__setattr__(self, "media_refusal", media_refusal(self.uploads))


def media_refusal(uploads: tuple[DeclaredMedia, ...]) -> Reason | None:
    """Reason to refuse these uploads in any render; None if there is none."""
    if any(item.shows_person is None for item in uploads):
        return Reason.MEDIA_UNDECLARED
    if any(item.shows_person and item.screened is not True for item in uploads):
        return Reason.MEDIA_UNSCREENED
    return None


VOUCHED_FRESH_US = 60 * 1_000_000
"""How old a statement of the app about relationships may be: a minute, for the service does not own that fact."""
VOUCHED_SKEW_US = 2 * 1_000_000
"""How far the app's clock may be ahead."""
MOST_MUTUALS = MOST_MENTIONED
"""As many people as one render shows."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """The app says: the requester and each of the mutuals follow each other. Accounts of one identity provider.

    A missing, old or future statement, and one about another requester, says nothing; nothing counts as not mutual.
    said_us: when the app said so, UTC microseconds.
    """

    issuer: str
    requester: str
    mutuals: frozenset[str]
    said_us: int


def is_fresh(vouched: Vouched, now_us: int) -> bool:
    """Whether the statement is at most a minute old, and at most the allowed skew ahead."""
    return now_us - VOUCHED_FRESH_US <= vouched.said_us <= now_us + VOUCHED_SKEW_US
