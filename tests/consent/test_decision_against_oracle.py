"""decide() and the independent model agree on any facts at all."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consent.content_classes import CHOOSABLE, ContentClass
from consent.decision import decide
from consent.facts import DeclaredMedia, Grant, Guardian, RenderFacts, RenderRequest, RequesterFacts
from consent.identity import GrantId
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Answer, Assurance, Audience, SubjectState, Use
from tests.consent.oracle import Permission, Question, Someone, may
from tests.consent.people import (
    ADA,
    ANONYMOUS,
    BOB,
    BOTH,
    ENROLLMENT,
    EVE,
    FACE,
    NOW_US,
    REQUESTER,
    VOICE,
    enrollment,
    facts,
)

NAMES = {ADA: "ada", BOB: "bob", EVE: "eve"}
ENDS = st.sampled_from([None, NOW_US + 1, NOW_US + 2, NOW_US, NOW_US - 1])
AUDIENCES = st.sampled_from([Audience.EVERYONE, Audience.APPROVED, Audience.MUTUALS, Audience.ONLY_ME, Audience.NOBODY])
SOME = st.sampled_from([BOTH, FACE, VOICE])
GRANTS = st.builds(
    Grant,
    st.builds(GrantId, st.uuids()),
    st.just(ADA),
    st.just(BOB),
    SOME,
    st.frozensets(st.sampled_from(Use), min_size=1),
    ENDS,
    st.sampled_from([None, "studio", "other"]),
    asks_each_time=st.sampled_from([False, False, True]),
)
ANSWERS = st.sampled_from([*Answer, Answer.YES, Answer.YES])
ENROLLMENTS = st.builds(
    replace, st.just(ENROLLMENT), audience_ceiling=AUDIENCES, modalities=st.sampled_from([BOTH, BOTH, FACE])
)
FACTS = st.builds(
    replace,
    st.just(facts()),
    audience=AUDIENCES,
    enrollment=ENROLLMENTS,
    revoked=st.booleans(),
    mutual=st.sampled_from([True, False, None]),
    asks_each_time=st.sampled_from([False, False, True]),
    owner_answer=ANSWERS,
    review_answer=ANSWERS,
    grants=st.lists(GRANTS, max_size=2, unique_by=lambda grant: grant.provider).map(tuple),
)
SPOILT_FACTS: list[dict[str, Any]] = [
    {},
    {"state": SubjectState.SUSPENDED},
    {"state": SubjectState.ERASED},
    {"frozen": True},
    {"everything_frozen": True},
    {"age": AgeClass.MINOR},
    {"age": AgeClass.MINOR, "guardian": Guardian(BOB, NOW_US + 1)},
    {"age": AgeClass.MINOR, "guardian": Guardian(BOB, NOW_US + 1)},
    {"age": AgeClass.MINOR, "guardian": Guardian(EVE, NOW_US + 1)},
    {"age": AgeClass.UNKNOWN, "guardian": Guardian(BOB, NOW_US + 1)},
    {"age": AgeClass.UNKNOWN},
    {"blocked": True},
    {"enrollment": None},
    {"enrollment": enrollment(expires_us=NOW_US)},
    {"enrollment": enrollment(assurance=Assurance.NONE)},
]
SPOILT_REQUESTERS: list[dict[str, Any]] = [
    {},
    {"state": SubjectState.SUSPENDED},
    {"age": AgeClass.MINOR},
    {"age": AgeClass.UNKNOWN},
]
UPLOADS = [
    (),
    (DeclaredMedia(shows_person=False, screened=None),),
    (DeclaredMedia(shows_person=True, screened=True),),
    (DeclaredMedia(shows_person=True, screened=False),),
    (DeclaredMedia(shows_person=None, screened=True),),
]
ZEBRA = frozenset({"zebra"})
LABELS = st.one_of(
    st.none(),
    st.frozensets(st.sampled_from(ContentClass), max_size=2),
    st.just(frozenset({ContentClass.SEXUAL, ContentClass.MINORS_PRESENT})),
)
DENIED: st.SearchStrategy[frozenset[ContentClass]] = st.one_of(
    st.just(CHOOSABLE), st.just(frozenset()), st.frozensets(st.sampled_from(sorted(CHOOSABLE)))
)
WORDS = st.sampled_from([(frozenset(), frozenset()), (ZEBRA, frozenset()), (ZEBRA, ZEBRA)])
# Half of all cases have nothing wrong with them, so that the audience decides.
SPOILT = st.booleans()


def someone(subject: RenderFacts) -> Someone:
    enrollment = subject.enrollment
    is_verified = enrollment is not None and enrollment.assurance is not Assurance.NONE
    return Someone(
        adult=subject.age is AgeClass.ADULT,
        child=subject.age is AgeClass.MINOR,
        parent=NAMES[subject.guardian.subject] if subject.guardian else None,
        active=subject.state is SubjectState.ACTIVE,
        frozen=subject.frozen or subject.everything_frozen,
        audience=subject.audience,
        enrolled=enrollment.modalities if enrollment and is_verified else frozenset(),
        enrolled_until=_end(enrollment.expires_us) if enrollment else 0,
        ceiling=enrollment.audience_ceiling if enrollment else Audience.NOBODY,
        permissions={
            (NAMES[grant.grantee], grant.provider): Permission(
                grant.modalities, grant.uses, grant.provider, _end(grant.expires_us), grant.asks_each_time
            )
            for grant in subject.grants
        },
        mutuals={"bob"} if subject.mutual is True else set(),
        open_to=set(CHOOSABLE - subject.restrictions.denied_classes),
        asks=subject.asks_each_time,
        said_yes=subject.owner_answer is Answer.YES,
        hushed=bool(subject.matched_words),
    )


def _end(expires_us: int | None) -> float:
    return inf if expires_us is None else expires_us


def _is_clean(uploads: Sequence[DeclaredMedia]) -> bool:
    return all(item.shows_person is False or (item.shows_person is True and item.screened is True) for item in uploads)


@st.composite
def cases(draw: st.DrawFn) -> tuple[RenderRequest, RenderFacts]:
    subject, bob, uploads, modalities = draw(FACTS), REQUESTER, UPLOADS[0], draw(st.sampled_from([FACE, VOICE, BOTH]))
    banned, matched = draw(WORDS) if draw(SPOILT) else (frozenset(), frozenset())
    subject = replace(subject, restrictions=Restrictions(draw(DENIED), banned), matched_words=matched)
    if draw(SPOILT):
        subject = replace(subject, **draw(st.sampled_from(SPOILT_FACTS)))
        bob = replace(bob, **draw(st.sampled_from(SPOILT_REQUESTERS)))
        uploads = draw(st.sampled_from(UPLOADS))
        modalities = draw(st.sampled_from([modalities, frozenset()]))
    owner = RequesterFacts(ADA, subject.state, subject.age)
    requester = draw(st.sampled_from([bob, bob, owner, ANONYMOUS]))
    if requester.subject is None:
        subject = replace(subject, blocked=False, revoked=False)
    labels = draw(LABELS) if draw(SPOILT) else frozenset()
    needs_review = draw(st.sampled_from([False, False, True]))
    use = draw(st.sampled_from(Use))
    return RenderRequest(requester, modalities, use, "studio", uploads, labels, needs_review), subject


@settings(max_examples=400, deadline=None)
@given(cases())
def test_the_rules_and_the_model_agree(case: tuple[RenderRequest, RenderFacts]) -> None:
    asked, subject = case
    requester = asked.requester
    name = NAMES[requester.subject] if requester.subject else None
    is_adult, is_active = requester.age is AgeClass.ADULT, requester.state is SubjectState.ACTIVE
    people = {"bob": Someone(adult=is_adult, active=is_active), "ada": someone(subject)}
    if name and subject.blocked:
        people["ada"].blocks[name] = inf
    if name and subject.revoked:
        people["ada"].shut_out.add((name, None))
    question = Question(
        name, "ada", asked.modalities, asked.use, "studio", _is_clean(asked.uploads), asked.labels, NOW_US
    )
    question.looked_at = not asked.needs_review or subject.review_answer is Answer.YES
    assert bool(decide(asked, subject, NOW_US)) is may(people, question)
