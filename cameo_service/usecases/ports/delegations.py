"""Delegations: who acts for whom. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from typing import Protocol

from consent.identity import SubjectId
from consent.stand_ins import Delegation


class DelegationReads(Protocol):
    """Reads of one moment."""

    def delegation(self, owner: SubjectId, delegate: SubjectId) -> Delegation | None:
        """What the owner named this person for, expired or not."""

    def delegations_of(self, owner: SubjectId) -> tuple[Delegation, ...]:
        """Everybody who was named and not ended, in id order, expired ones too."""


class DelegationWrites(Protocol):
    """Writes of one transaction."""

    def put_delegation(self, delegation: Delegation) -> None:
        """Replaces any delegation of the same pair."""

    def end_delegation(self, owner: SubjectId, delegate: SubjectId) -> bool:
        """Ends it; False when there was none."""
