"""The rules a second time, written from their description alone: a world of people and one question about it.

Shares no code with `consent` but its vocabularies, keeps no epochs, and answers nothing but yes or no.
"""

from dataclasses import dataclass, field
from math import inf

from consent.content_classes import ContentClass
from consent.terms import AgeClass, Audience, Modality, Use

Name = str
NEVER = {
    ContentClass.SEXUAL_MINORS,
    ContentClass.SEXUAL_VIOLENCE,
    ContentClass.UNDRESSING,
    ContentClass.IDENTITY_FRAUD,
}


@dataclass
class Permission:
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    provider: str | None
    end: float
    asks: bool = False


@dataclass
class Someone:
    adult: bool = False
    child: bool = False
    parent: Name | None = None
    parent_until: float = inf
    grew_up: bool = False
    in_dispute: AgeClass | None = None
    active: bool = True
    frozen: bool = False
    audience: Audience = Audience.ONLY_ME
    enrolled: frozenset[Modality] = frozenset()
    enrolled_until: float = 0
    ceiling: Audience = Audience.NOBODY
    blocks: dict[Name, float] = field(default_factory=dict)
    permissions: dict[tuple[Name, str | None], Permission] = field(default_factory=dict)
    shut_out: set[tuple[Name, str | None]] = field(default_factory=set)
    mandates: dict[Name, tuple[float, bool]] = field(default_factory=dict)
    club: set[Name] = field(default_factory=set)
    club_permissions: dict[str | None, Permission] = field(default_factory=dict)
    mutuals: set[Name] = field(default_factory=set)
    open_to: set[ContentClass] = field(default_factory=set)
    hushed: bool = False
    asks: bool = False
    said_yes: bool = False


@dataclass
class Question:
    asker: Name | None
    subject: Name
    modalities: frozenset[Modality]
    use: Use
    provider: str
    clean_media: bool
    topics: frozenset[ContentClass] | None
    now: float
    looked_at: bool = True


def may(people: dict[Name, Someone], question: Question) -> bool:
    subject, asker = people.get(question.subject), people.get(question.asker or "")
    if subject is None or not subject.active or not (asker is None or asker.active):
        return False
    if subject.frozen or subject.in_dispute:
        return False
    if not (_family(subject, asker, question) if subject.child else subject.adult and (asker is None or asker.adult)):
        return False
    if not question.modalities or question.modalities - subject.enrolled or question.now >= subject.enrolled_until:
        return False
    if subject.blocks.get(question.asker or "", 0) > question.now or not question.clean_media:
        return False
    return _topics_pass(subject, question.topics) and _audience_lets(subject, question) and question.looked_at


def _family(child: Someone, asker: Someone | None, question: Question) -> bool:
    """Only the child and the one parent, and the parent only as a grown-up."""
    if child.parent is None or question.now >= child.parent_until or asker is None or question.use == Use.AD:
        return False
    return question.asker == question.subject or (question.asker == child.parent and asker.adult)


def _topics_pass(subject: Someone, topics: frozenset[ContentClass] | None) -> bool:
    """`hushed`: something the subject will not have said is in it. What nobody named could be anything askable."""
    if subject.hushed:
        return False
    if topics is None:
        return subject.open_to | NEVER == set(ContentClass)
    if topics & NEVER or {ContentClass.SEXUAL, ContentClass.MINORS_PRESENT} <= topics:
        return False
    return topics <= subject.open_to


def _audience_lets(subject: Someone, question: Question) -> bool:
    audience = min(subject.audience, subject.ceiling)
    if question.asker == question.subject:
        return audience != Audience.NOBODY and question.use != Use.AD
    if subject.child:
        is_out = any(name == question.asker and where in (None, question.provider) for name, where in subject.shut_out)
        return audience != Audience.NOBODY and not is_out and (subject.said_yes or not subject.asks)
    if audience in (Audience.NOBODY, Audience.ONLY_ME):
        return False
    covering = [held for (grantee, _), held in subject.permissions.items() if _permits(held, grantee, question)]
    if question.asker in subject.club:
        covering += [held for held in subject.club_permissions.values() if _permits(held, question.asker, question)]
    is_free = any(not held.asks for held in covering) or _audience_alone_lets(subject, audience, question)
    has_yes = subject.said_yes and question.asker is not None
    return (is_free and not subject.asks) or (bool(is_free or covering) and has_yes)


def _audience_alone_lets(subject: Someone, audience: Audience, question: Question) -> bool:
    if question.use in (Use.REMIX, Use.AD):
        return False
    if any(name == question.asker and where in (None, question.provider) for name, where in subject.shut_out):
        return False
    return audience == Audience.EVERYONE or (audience == Audience.MUTUALS and question.asker in subject.mutuals)


def _permits(permission: Permission, grantee: Name | None, question: Question) -> bool:
    return (
        grantee == question.asker
        and not question.modalities - permission.modalities
        and question.use in permission.uses
        and permission.provider in (None, question.provider)
        and permission.end > question.now
    )
