"""Delegations and guardianships: who acts for whom. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from typing import Protocol

from consent.identity import SubjectId
from consent.stand_ins import Delegation, Guardianship


class DelegationReads(Protocol):
    """Reads of one moment."""

    def between(self, owner: SubjectId, delegate: SubjectId) -> Delegation | None:
        """What the owner named this person for, expired or not."""

    def of(self, owner: SubjectId) -> tuple[Delegation, ...]:
        """Everybody who was named and not ended, in id order, expired ones too."""

    def owners_of(self, delegate: SubjectId) -> tuple[SubjectId, ...]:
        """Every owner who named this person, in id order, expired delegations too."""


class DelegationWrites(DelegationReads, Protocol):
    """Writes of one transaction."""

    def put(self, delegation: Delegation) -> None:
        """Replaces any delegation of the same pair."""

    def end(self, owner: SubjectId, delegate: SubjectId) -> bool:
        """Ends it; False when there was none."""


class GuardianshipReads(Protocol):
    """Reads of one moment."""

    def of_minor(self, minor: SubjectId) -> Guardianship | None:
        """The one link of this minor that was made and not ended, expired or not."""

    def of(self, person: SubjectId) -> tuple[Guardianship, ...]:
        """Every link in which this person is the minor or the guardian, in order of the minors' ids."""


class GuardianshipWrites(GuardianshipReads, Protocol):
    """Writes of one transaction."""

    def put(self, link: Guardianship) -> None:
        """Replaces any link of the same minor."""

    def end(self, minor: SubjectId) -> bool:
        """Ends it; False when there was none."""
