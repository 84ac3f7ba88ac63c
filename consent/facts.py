"""The facts that a decision is made from, about a requester and a subject, of one snapshot. Times: UTC microseconds."""

from dataclasses import dataclass, replace

from consent.content_classes import ContentClass
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import AgeClass, Answer, Assurance, Audience, Modality, SubjectState, Use


@dataclass(frozen=True, slots=True)
class Grant:
    """An owner's permission for one grantee. `expires_us` None: until revoked. `provider` None: any provider.

    max_renders: the most renders in total; per_day: the most in any 24 hours. None: no such limit. Both are positive,
    and counted when the likeness reference is fetched (`consent.allowance`).
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


@dataclass(frozen=True, slots=True)
class Block:
    """An owner's refusal of one actor, which wins over audience and grants. `expires_us` None: until lifted."""

    owner: SubjectId
    actor: SubjectId
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class Enrollment:
    """The live enrollment of a subject. `audience_ceiling` follows from the assurance and the checks that ran."""

    enrollment_id: EnrollmentId
    version: int
    assurance: Assurance
    audience_ceiling: Audience
    modalities: frozenset[Modality]
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian who counts now: the guardianship has not ended, and the guardian is active and an asserted adult."""

    subject: SubjectId
    expires_us: int


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """Everything the rules read about one subject towards one requester, of one snapshot.

    grants: only the live and expired grants from this owner to this requester.
    revoked: the owner revoked this requester's access; true until the owner grants again.
    mutual: what the app vouched for at most 60 s ago; None without such a statement.
    everything_frozen, global_epoch: whether the operator has stopped all renders, and how often so far.
    matched_words: the banned words that the prompt holds; None: the prompt was not searched, which counts as all.
    asks_each_time: every render by another person needs the owner's yes. owner_answer, review_answer: what the owner
    and the operator's reviewers said to exactly this render (`consent.held_render`).
    guardian: the guardian who counts for a minor now; None without one, or if the deployment has no guardians.
    """

    subject: SubjectId
    state: SubjectState
    frozen: bool
    age: AgeClass
    audience: Audience
    enrollment: Enrollment | None
    blocked: bool
    revoked: bool
    mutual: bool | None
    grants: tuple[Grant, ...]
    owner_epoch: int
    pair_epoch: int
    everything_frozen: bool
    global_epoch: int
    restrictions: Restrictions = UNTOUCHED
    matched_words: frozenset[str] | None = None
    asks_each_time: bool = False
    owner_answer: Answer = Answer.NOT_ASKED
    review_answer: Answer = Answer.NOT_ASKED
    guardian: Guardian | None = None


def without_prompt(facts: SubjectFacts | None) -> SubjectFacts | None:
    """Facts for a question without a prompt: no banned word matches. The words of a prompt count when it is checked."""
    return facts and replace(facts, matched_words=frozenset())


@dataclass(frozen=True, slots=True)
class RequesterFacts:
    """The requester. `subject` None: anonymous; only the audience EVERYONE allows that."""

    subject: SubjectId | None
    state: SubjectState
    age: AgeClass


@dataclass(frozen=True, slots=True)
class DeclaredMedia:
    """One uploaded image or clip that goes into the render.

    shows_person, screened: None if the caller did not say, which counts as undeclared and unscreened.
    """

    shows_person: bool | None
    screened: bool | None


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What the requester asks for: the same for every person mentioned in one prompt.

    uploads: every uploaded media item; an item that shows a person must be declared and screened.
    provider: service id of the calling generation service.
    labels: what a listed classifier found in the render; None: not classified, so it may be of any class.
    needs_review: the operator wants a human to look at the render first.
    """

    requester: RequesterFacts
    modalities: frozenset[Modality]
    use: Use
    provider: str
    uploads: tuple[DeclaredMedia, ...]
    labels: frozenset[ContentClass] | None = None
    needs_review: bool = False


VOUCHED_FRESH_US = 60 * 1_000_000
"""How old a statement of the app about relationships may be: a minute, for the service does not own that fact."""
VOUCHED_SKEW_US = 2 * 1_000_000
"""How far the app's clock may be ahead."""
MOST_MUTUALS = 16
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
