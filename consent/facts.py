"""What a decision is made from: one snapshot's facts about a requester and a subject. Times are UTC microseconds."""

from dataclasses import dataclass, replace

from consent.answer import Answer
from consent.content_classes import ContentClass
from consent.guardianship import Guardian
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import AgeClass, Assurance, Audience, Modality, SubjectState, Use


@dataclass(frozen=True, slots=True)
class Grant:
    """An owner's permission for one grantee. `expires_us` None: until revoked. `provider` None: any provider.

    max_renders: how many renders it is good for at all; per_day: in any 24 hours. None: no such limit. Both are
    positive, and counted when the likeness reference is fetched (`consent.allowance`).
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
    """An owner's refusal of one actor, whatever audience and grants say. `expires_us` None: until lifted."""

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
class SubjectFacts:
    """Everything the rules may ask about one subject as seen by one requester, read in one snapshot.

    grants: only the live and expired grants from this owner to this requester, never anybody else's.
    revoked: the requester once had access and it was taken away; stays true until granted again.
    mutual: True or False when the app vouched for it at most 60 s ago, None when nobody did.
    everything_frozen, global_epoch: whether the operator stopped every render there is, and how often so far.
    matched_words: which of the banned words the text holds; None: nobody looked, which counts as all of them.
    asks_each_time: every render by anybody else needs the owner's yes. owner_answer, review_answer: what they and the
    operator's reviewers said to exactly this render (`consent.held_render`).
    guardian: who speaks for a minor now; None where nobody does or the deployment knows no guardians.
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
    """Facts for a question without a prompt: no banned word can match. A prompt's words count when it is checked."""
    return facts and replace(facts, matched_words=frozenset())


@dataclass(frozen=True, slots=True)
class RequesterFacts:
    """Who asks. `subject` None: anonymous, whom only EVERYONE can allow."""

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
    """What is asked: the same for every person mentioned in one prompt.

    uploads: every uploaded media item; an item that shows a person must be declared and screened.
    provider: service id of the generation service that asks.
    labels: what a classifier that counts says the render is about; None: none said anything, so it may be anything.
    needs_review: the operator wants a human to look at it first.
    """

    requester: RequesterFacts
    modalities: frozenset[Modality]
    use: Use
    provider: str
    uploads: tuple[DeclaredMedia, ...]
    labels: frozenset[ContentClass] | None = None
    needs_review: bool = False
