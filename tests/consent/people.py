"""Ada, whose likeness it is, and Bob, who asks: facts under which every rule says yes."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from consent.facts import Enrollment, Grant, RenderFacts, RenderRequest, RequesterFacts
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.terms import AgeClass, Answer, Assurance, Audience, Modality, SubjectState, Use

ADA = SubjectId(UUID(int=0xADA))
BOB = SubjectId(UUID(int=0xB0B))
EVE = SubjectId(UUID(int=0xE7E))
NOW_US = 1_800_000_000_000_000
SECOND_US = 1_000_000

BOTH = frozenset(Modality)
FACE = frozenset({Modality.FACE})
VOICE = frozenset({Modality.VOICE})

ENROLLMENT = Enrollment(
    EnrollmentId(UUID(int=0xE1)), 1, Assurance.LIVE_ATTESTED, Audience.EVERYONE, BOTH, NOW_US + 1000 * SECOND_US
)
GRANT = Grant(GrantId(UUID(int=0x61)), ADA, BOB, BOTH, frozenset({Use.PRIVATE, Use.PUBLISH}), None, None)
FACTS = RenderFacts(
    subject=ADA,
    state=SubjectState.ACTIVE,
    frozen=False,
    age=AgeClass.ADULT,
    audience=Audience.APPROVED,
    enrollment=ENROLLMENT,
    blocked=False,
    revoked=False,
    mutual=None,
    grants=(GRANT,),
    owner_epoch=3,
    pair_epoch=4,
    everything_frozen=False,
    global_epoch=2,
    matched_words=frozenset(),
    owner_answer=Answer.NOT_ASKED,
    review_answer=Answer.NOT_ASKED,
)
REQUESTER = RequesterFacts(BOB, SubjectState.ACTIVE, AgeClass.ADULT)
ANONYMOUS = RequesterFacts(None, SubjectState.ACTIVE, AgeClass.UNKNOWN)
REQUEST = RenderRequest(REQUESTER, FACE, Use.PRIVATE, "studio", (), frozenset())


def facts(**changes: Any) -> RenderFacts:
    return replace(FACTS, **changes)


def enrollment(**changes: Any) -> Enrollment:
    return replace(ENROLLMENT, **changes)


def grant(**changes: Any) -> Grant:
    return replace(GRANT, **changes)


def request(**changes: Any) -> RenderRequest:
    return replace(REQUEST, **changes)
