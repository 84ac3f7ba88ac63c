"""decide() and the independent model agree on any facts at all."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from consent.decision import decide
from consent.facts import DeclaredMedia, Enrollment, Grant, RenderRequest, RequesterFacts, SubjectFacts
from consent.identity import EnrollmentId, GrantId
from consent.terms import AgeClass, Assurance, Audience, Modality, SubjectState, Use
from tests.consent.oracle import Permission, Question, Someone, may
from tests.consent.people import ADA, BOB, EVE, NOW_US

NAMES = {ADA: "ada", BOB: "bob", EVE: "eve"}
ENDS = st.sampled_from([None, NOW_US - 1, NOW_US, NOW_US + 1])
MODALITIES = st.frozensets(st.sampled_from(Modality))
# Mostly yes, so that the later steps are reached.
STATES = st.sampled_from([SubjectState.ACTIVE] * 5 + list(SubjectState))
AGES = st.sampled_from([AgeClass.ADULT] * 5 + list(AgeClass))
SELDOM = st.sampled_from([False] * 5 + [True])
GRANTS = st.builds(
    Grant,
    st.just(GrantId(UUID(int=1))),
    st.just(ADA),
    st.just(BOB),
    MODALITIES,
    st.frozensets(st.sampled_from(Use)),
    ENDS,
    st.sampled_from([None, "studio", "other"]),
)
ENROLLMENTS = st.builds(
    Enrollment,
    st.just(EnrollmentId(UUID(int=1))),
    st.just(1),
    st.sampled_from([Assurance.DEMO, Assurance.LIVE, Assurance.LIVE_ATTESTED, Assurance.NONE]),
    st.sampled_from(Audience),
    MODALITIES,
    ENDS,
)
FACTS = st.builds(
    SubjectFacts,
    st.just(ADA),
    STATES,
    SELDOM,
    AGES,
    st.sampled_from(Audience),
    st.one_of(ENROLLMENTS, ENROLLMENTS, st.none()),
    SELDOM,
    st.booleans(),
    st.sampled_from([True, False, None]),
    st.lists(GRANTS, max_size=2, unique_by=lambda grant: grant.provider).map(tuple),
    st.just(0),
    st.just(0),
)
UPLOADS = st.lists(
    st.builds(DeclaredMedia, st.sampled_from([False, True, None]), st.sampled_from([True, False, None])), max_size=1
).map(tuple)


def someone(subject: SubjectFacts) -> Someone:
    enrollment = subject.enrollment
    is_verified = enrollment is not None and enrollment.assurance is not Assurance.NONE
    return Someone(
        adult=subject.age is AgeClass.ADULT,
        active=subject.state is SubjectState.ACTIVE,
        frozen=subject.frozen,
        audience=subject.audience,
        enrolled=enrollment.modalities if enrollment and is_verified else frozenset(),
        enrolled_until=_end(enrollment.expires_us) if enrollment else 0,
        ceiling=enrollment.audience_ceiling if enrollment else Audience.NOBODY,
        permissions={
            (NAMES[grant.grantee], grant.provider): Permission(
                grant.modalities, grant.uses, grant.provider, _end(grant.expires_us)
            )
            for grant in subject.grants
        },
        mutuals={"bob"} if subject.mutual is True else set(),
    )


def _end(expires_us: int | None) -> float:
    return inf if expires_us is None else expires_us


def _is_clean(uploads: Sequence[DeclaredMedia]) -> bool:
    return all(item.shows_person is False or (item.shows_person is True and item.screened is True) for item in uploads)


@st.composite
def cases(draw: st.DrawFn) -> tuple[RenderRequest, SubjectFacts]:
    subject = draw(FACTS)
    asker = draw(st.sampled_from([ADA, BOB, BOB, None]))
    requester = {
        ADA: RequesterFacts(ADA, subject.state, subject.age),
        BOB: RequesterFacts(BOB, draw(STATES), draw(AGES)),
        None: RequesterFacts(None, SubjectState.ACTIVE, AgeClass.UNKNOWN),
    }[asker]
    if asker is None:
        subject = replace(subject, blocked=False, revoked=False)
    return RenderRequest(requester, draw(MODALITIES), draw(st.sampled_from(Use)), "studio", draw(UPLOADS)), subject


@settings(max_examples=400, deadline=None)
@given(cases())
def test_the_rules_and_the_model_agree(case: tuple[RenderRequest, SubjectFacts]) -> None:
    asked, subject = case
    requester = asked.requester
    name = NAMES[requester.subject] if requester.subject else None
    is_adult, is_active = requester.age is AgeClass.ADULT, requester.state is SubjectState.ACTIVE
    people = {"bob": Someone(adult=is_adult, active=is_active), "ada": someone(subject)}
    if name and subject.blocked:
        people["ada"].blocks[name] = inf
    if name and subject.revoked:
        people["ada"].shut_out.add(name)
    question = Question(name, "ada", asked.modalities, asked.use, "studio", _is_clean(asked.uploads), NOW_US)
    assert bool(decide(asked, subject, NOW_US)) is may(people, question)
