"""The rules of `consent.decision` as policies of Cedar and of Casbin, for what both can say: who, what, for which use.

Left out on all three sides: times, epochs, counted limits, uploads, guardians and questions to owners. What is left is
refused by state, freeze, enrollment, age, block and class, and allowed to the owner, by a grant, or by the audience.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import casbin
from cedarpy import Entities, PolicySet, is_authorized

from consent.decision import effective_audience
from consent.facts import Grant, RenderFacts, RenderRequest
from consent.terms import AgeClass, Audience, Modality, SubjectState, Use

CEDAR = """
permit (principal, action == Action::"render", resource)
when { principal == resource && context.use != "ad" };

permit (principal, action == Action::"render", resource)
when { resource.audience >= 2 && context.grants.containsAny(resource.granted) };

permit (principal, action == Action::"render", resource)
when {
  resource.audience >= 3 && ["private", "publish"].contains(context.use) && !resource.revoked &&
  (resource.audience == 4 || resource.mutual)
};

forbid (principal, action == Action::"render", resource)
when {
  !resource.active || !resource.adult || resource.frozen || resource.blocked || resource.audience == 0 ||
  !context.adult || !resource.enrolled.containsAll(context.modalities) || resource.denied.containsAny(context.labels)
};
"""
"""Fixed. What is known of people are attributes, as users of Cedar keep it."""
CASBIN = """
[request_definition]
r = asker, what, use, provider, topic
[policy_definition]
p = asker, what, use, provider, topic, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = (p.asker == "*" || p.asker == r.asker) && (p.what == "*" || p.what == r.what) && (p.use == "*" || p.use == r.use) \
 && (p.provider == "*" || p.provider == r.provider) && (p.topic == "*" || p.topic == r.topic)
"""
WHATS = tuple(frozenset(some) for some in ({Modality.FACE}, {Modality.VOICE}, set(Modality)))
WITHOUT_GRANT = (Use.PRIVATE, Use.PUBLISH)
Line = tuple[str, str, str, str, str, str]


class CedarPeer:
    """Policies that are parsed once, and the person as an entity."""

    def __init__(self) -> None:
        self._policies = PolicySet.from_str(CEDAR)

    def entities(self, facts: RenderFacts) -> Entities:
        """What is known of a person. Parsed: what a caller may keep from one request to the next."""
        return Entities.from_json_str(json.dumps([_entity(facts)]))

    def is_allowed(self, request: RenderRequest, facts: RenderFacts, entities: Entities) -> bool:
        """One decision."""
        asked = {
            "principal": {"type": "User", "id": _name(request)},
            "action": {"type": "Action", "id": "render"},
            "resource": {"type": "User", "id": str(facts.subject)},
            "context": {
                "use": request.use.value,
                "modalities": sorted(request.modalities),
                "labels": sorted(request.labels or ()),
                "adult": request.requester.subject is None or request.requester.age is AgeClass.ADULT,
                "grants": [
                    _grant_name(_name(request), request.modalities, request.use, provider)
                    for provider in ("*", request.provider)
                ],
            },
        }
        return bool(is_authorized(asked, self._policies, entities).allowed)


class CasbinPeer:
    """Lines of allow and deny for one person, where deny wins."""

    def enforcer(self, request: RenderRequest, facts: RenderFacts) -> Any:
        """The lines of one person, as they concern one requester: as few as can be, for each is looked at."""
        model = casbin.Model()
        model.load_model_from_text(CASBIN)
        enforcer = casbin.Enforcer(model)
        lines = dict.fromkeys([*_denials(request, facts), *_allowances(facts)])
        enforcer.add_policies([list(line) for line in lines])
        return enforcer

    def is_allowed(self, request: RenderRequest, enforcer: Any) -> bool:
        """One decision."""
        topic = next(iter(request.labels or ()), "none")
        asked = (_name(request), what_name(request.modalities), request.use.value, request.provider, topic)
        return bool(enforcer.enforce(*asked))


def _entity(facts: RenderFacts) -> dict[str, Any]:
    granted = [
        _grant_name(str(grant.grantee), what, use, grant.provider or "*")
        for grant in facts.grants
        for what, use in product(WHATS, grant.uses)
        if what <= grant.modalities
    ]
    return {
        "uid": {"type": "User", "id": str(facts.subject)},
        "parents": [],
        "attrs": {
            "active": facts.state is SubjectState.ACTIVE,
            "adult": facts.age is AgeClass.ADULT,
            "frozen": facts.frozen,
            "blocked": facts.blocked,
            "revoked": facts.revoked,
            "mutual": facts.mutual is True,
            "audience": int(effective_audience(facts.audience, facts.enrollment)),
            "enrolled": sorted(facts.enrollment.modalities if facts.enrollment else ()),
            "denied": sorted(facts.restrictions.denied_classes),
            "granted": granted,
        },
    }


def _denials(request: RenderRequest, facts: RenderFacts) -> Iterator[Line]:
    is_out = facts.state is not SubjectState.ACTIVE or facts.age is not AgeClass.ADULT or facts.frozen
    if is_out or effective_audience(facts.audience, facts.enrollment) is Audience.NOBODY:
        yield line("deny")
    is_minor = request.requester.subject is not None and request.requester.age is not AgeClass.ADULT
    if facts.blocked or is_minor:
        yield line("deny", asker=_name(request))
    for what in WHATS:
        if not facts.enrollment or what - facts.enrollment.modalities:
            yield line("deny", what=what_name(what))
    for topic in sorted(facts.restrictions.denied_classes):
        yield line("deny", topic=topic)


def _allowances(facts: RenderFacts) -> Iterator[Line]:
    audience = effective_audience(facts.audience, facts.enrollment)
    for use in sorted(set(Use) - {Use.AD}):
        yield line("allow", asker=str(facts.subject), use=use)
    if audience < Audience.APPROVED:
        return
    for grant, what, use in product(facts.grants, WHATS, sorted(Use)):
        if what <= grant.modalities and use in grant.uses:
            yield _granted(grant, what, use)
    lets_in = audience is Audience.EVERYONE or (audience is Audience.MUTUALS and facts.mutual is True)
    for use in WITHOUT_GRANT if lets_in and not facts.revoked else ():
        yield line("allow", use=use)


def _granted(grant: Grant, what: frozenset[Modality], use: Use) -> Line:
    return line("allow", asker=str(grant.grantee), what=what_name(what), use=use, provider=grant.provider or "*")


def line(eft: str, *, asker: str = "*", what: str = "*", use: str = "*", provider: str = "*", topic: str = "*") -> Line:
    """A line of a policy for Casbin, allow or deny; "*" is anything."""
    return asker, what, use, provider, topic, eft


def _name(request: RenderRequest) -> str:
    return str(request.requester.subject or UUID(int=0))


def what_name(modalities: frozenset[Modality]) -> str:
    """Several at once are one thing of their own, since one grant has to cover them."""
    return "+".join(sorted(modalities))


def _grant_name(grantee: str, what: frozenset[Modality], use: Use, provider: str) -> str:
    return f"{grantee} {what_name(what)} {use.value} {provider}"
