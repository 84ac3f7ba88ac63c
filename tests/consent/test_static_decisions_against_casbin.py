"""Decisions that hang on neither time nor epochs, asked of pycasbin too, over policies that hypothesis makes up.

A policy of a few people is compiled to lines of allow and deny, where deny wins; the rules have an order instead. What
asks for two modalities at once is a resource of its own, since one grant has to cover both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeVar
from uuid import UUID

import casbin
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.check.peer_policies import CASBIN, WHATS, WITHOUT_GRANT, Line, line, what_name
from consent.content_classes import ContentClass
from consent.decision import decide
from consent.facts import Grant, RenderRequest, RequesterFacts
from consent.identity import GrantId, SubjectId
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Audience, Modality, SubjectState, Use
from tests.consent.people import ADA, BOB, EVE, NOW_US, enrollment, facts

T = TypeVar("T")
ASKERS = (ADA, BOB, EVE, None)
PROVIDERS = ("studio", "rival")
TOPICS = (None, ContentClass.POLITICAL, ContentClass.MEDICAL_CLAIM)
SETS_OF_MODALITIES = st.sampled_from(WHATS)


@dataclass(frozen=True)
class Policy:
    """Everything Ada decided, and what is known of the others."""

    audience: Audience
    ceiling: Audience
    enrolled: frozenset[Modality]
    frozen: bool
    minors: frozenset[SubjectId]
    blocked: frozenset[SubjectId]
    revoked: frozenset[SubjectId]
    mutuals: frozenset[SubjectId]
    denied: frozenset[ContentClass]
    grants: tuple[Grant, ...]


def grants() -> st.SearchStrategy[tuple[Grant, ...]]:
    made = st.builds(
        Grant,
        grant_id=st.just(GrantId(UUID(int=1))),
        owner=st.just(ADA),
        grantee=st.sampled_from([BOB, EVE]),
        modalities=SETS_OF_MODALITIES,
        uses=st.frozensets(st.sampled_from(Use), min_size=1),
        expires_us=st.none(),
        provider=st.sampled_from([None, *PROVIDERS]),
    )
    return st.lists(made, max_size=4, unique_by=lambda grant: (grant.grantee, grant.provider)).map(tuple)


def mostly(usual: T, *others: T) -> st.SearchStrategy[T]:
    return st.sampled_from([usual] * len(others) + list(others))


def some(*people: SubjectId) -> st.SearchStrategy[frozenset[SubjectId]]:
    """One of them, mostly nobody: what refuses everything hides every other rule."""
    return mostly(frozenset(), *({person} for person in people)).map(frozenset)


POLICIES = st.builds(
    Policy,
    audience=mostly(Audience.APPROVED, *Audience),
    ceiling=mostly(Audience.EVERYONE, *Audience),
    enrolled=mostly(frozenset(Modality), *WHATS),
    frozen=st.sampled_from([False, False, False, True]),
    minors=some(ADA, BOB, EVE),
    blocked=some(BOB, EVE),
    revoked=st.frozensets(st.sampled_from([BOB, EVE])),
    mutuals=st.frozensets(st.sampled_from([BOB, EVE])),
    denied=st.frozensets(st.sampled_from([ContentClass.POLITICAL, ContentClass.MEDICAL_CLAIM])),
    grants=grants(),
)


def asker_name(asker: SubjectId | None) -> str:
    return str(asker or "anonymous")


def denials(policy: Policy) -> Iterator[Line]:
    if policy.frozen or ADA in policy.minors or min(policy.audience, policy.ceiling) is Audience.NOBODY:
        yield line("deny")
    for refused in (policy.minors | policy.blocked) - {ADA}:
        yield line("deny", asker=str(refused))
    for what in WHATS:
        if what - policy.enrolled:
            yield line("deny", what=what_name(what))
    for topic in policy.denied:
        yield line("deny", topic=topic)


def allowances(policy: Policy) -> Iterator[Line]:
    audience = min(policy.audience, policy.ceiling)
    for use in set(Use) - {Use.AD}:
        yield line("allow", asker=str(ADA), use=use)
    if audience < Audience.APPROVED:
        return
    for grant, what, use in product(policy.grants, WHATS, Use):
        if what <= grant.modalities and use in grant.uses:
            who, where = str(grant.grantee), grant.provider or "*"
            yield line("allow", asker=who, what=what_name(what), use=use, provider=where)
    let_in = {Audience.MUTUALS: policy.mutuals, Audience.EVERYONE: set(ASKERS)}.get(audience, set())
    for asker, use in product(let_in - policy.revoked, WITHOUT_GRANT):
        yield line("allow", asker=asker_name(asker), use=use)


def enforcer_of(policy: Policy) -> casbin.Enforcer:
    model = casbin.Model()
    model.load_model_from_text(CASBIN)
    enforcer = casbin.Enforcer(model)
    enforcer.add_policies([list(rule) for rule in dict.fromkeys([*denials(policy), *allowances(policy)])])
    return enforcer


def ours(policy: Policy, request: RenderRequest) -> bool:
    asker = request.requester.subject
    held = tuple(grant for grant in policy.grants if grant.grantee == asker)
    seen = facts(
        age=AgeClass.MINOR if ADA in policy.minors else AgeClass.ADULT,
        frozen=policy.frozen,
        audience=policy.audience,
        enrollment=enrollment(audience_ceiling=policy.ceiling, modalities=policy.enrolled),
        blocked=asker in policy.blocked,
        revoked=asker in policy.revoked,
        mutual=asker in policy.mutuals,
        grants=held,
        restrictions=Restrictions(denied_classes=policy.denied),
        matched_words=frozenset(),
    )
    return bool(decide(request, seen, NOW_US))


@settings(max_examples=100, deadline=None)
@given(policy=POLICIES, data=st.data())
def test_pycasbin_decides_the_same(policy: Policy, data: st.DataObject) -> None:
    enforcer = enforcer_of(policy)
    topic = data.draw(st.sampled_from(TOPICS))
    for asker, use, what, provider in product(ASKERS, Use, WHATS, PROVIDERS):
        age = AgeClass.MINOR if asker in policy.minors else AgeClass.ADULT
        requester = RequesterFacts(asker, SubjectState.ACTIVE, age)
        labels = frozenset() if topic is None else frozenset({topic})
        asked = RenderRequest(requester, what, use, provider, (), labels)
        theirs = enforcer.enforce(asker_name(asker), what_name(what), use, provider, topic or "none")
        assert ours(policy, asked) == theirs
