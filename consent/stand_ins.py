"""Stand-ins: a delegate acts for an owner, a guardian for a minor. Each for a limited time.

A delegate in good standing may always narrow, and may widen only by the acts that the owner named. A delegate names no
other delegate, deletes nothing, has no access to the owner's likeness, and never takes the owner's place where the
owner has to show face and voice. A minor is rendered by themself and by one
guardian, and by no other requester.
"""

from dataclasses import dataclass
from enum import StrEnum

from consent.facts import RequesterFacts, ended
from consent.identity import SubjectId
from consent.terms import AgeClass, SubjectState


class DelegatedAct(StrEnum):
    """Widening acts that an owner can name. All others stay the owner's."""

    GRANT_ACCESS = "grant_access"


@dataclass(frozen=True, slots=True)
class Delegation:
    """One delegate of an owner. expires_us: UTC microseconds, always set. evidence: where the app keeps the proof."""

    owner: SubjectId
    delegate: SubjectId
    acts: frozenset[DelegatedAct]
    evidence: str
    expires_us: int


@dataclass(frozen=True, slots=True)
class Guardianship:
    """One adult for one minor. expires_us: UTC microseconds, always set. evidence: where the app keeps the proof."""

    minor: SubjectId
    guardian: SubjectId
    evidence: str
    expires_us: int


def has_standing(delegate: RequesterFacts, *, is_blocked: bool) -> bool:
    """Whether this person may be a delegate now. is_blocked: by the owner of the delegation."""
    return (delegate.state, delegate.age) == (SubjectState.ACTIVE, AgeClass.ADULT) and not is_blocked


def may_narrow(delegation: Delegation | None, now_us: int) -> bool:
    """Whether a delegate in good standing may narrow for the owner now."""
    return delegation is not None and not ended(delegation.expires_us, now_us)


def may_widen(delegation: Delegation | None, act: DelegatedAct, now_us: int) -> bool:
    """Whether a delegate in good standing may do this widening act for the owner now."""
    return delegation is not None and act in delegation.acts and may_narrow(delegation, now_us)
