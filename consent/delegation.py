"""Somebody who acts for an owner: an agent, the parent of an adult with needs, an estate. Never for long, never alone.

A delegate may always narrow. Of widening acts only those the owner named are theirs.
They never delegate on, and never stand in where the owner has to show face and voice.
"""

from dataclasses import dataclass
from enum import StrEnum

from consent.grants import ended
from consent.identity import SubjectId


class DelegatedAct(StrEnum):
    """Widening acts that can be named. All others stay the owner's."""

    GRANT_ACCESS = "grant_access"


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who acts for whom. expires_us: UTC microseconds, always set. evidence: where the app keeps what proves it."""

    owner: SubjectId
    delegate: SubjectId
    acts: frozenset[DelegatedAct]
    evidence: str
    expires_us: int


def may_narrow(delegation: Delegation | None, now_us: int) -> bool:
    """Whether the delegate may narrow for the owner now."""
    return delegation is not None and not ended(delegation.expires_us, now_us)


def may_widen(delegation: Delegation | None, act: DelegatedAct, now_us: int) -> bool:
    """Whether the delegate may do this widening act for the owner now."""
    return delegation is not None and act in delegation.acts and may_narrow(delegation, now_us)
