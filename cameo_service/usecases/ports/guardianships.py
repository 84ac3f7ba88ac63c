"""Guardianships: who speaks for which minor. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from typing import Protocol

from consent.identity import SubjectId
from consent.stand_ins import Guardianship


class GuardianshipReads(Protocol):
    """Reads of one moment."""

    def guardianship(self, minor: SubjectId) -> Guardianship | None:
        """The one link of this minor that was made and not ended, expired or not."""

    def guardianships_of(self, person: SubjectId) -> tuple[Guardianship, ...]:
        """Every link in which this person is the minor or the guardian, in order of the minors' ids."""


class GuardianshipWrites(Protocol):
    """Writes of one transaction."""

    def put_guardianship(self, link: Guardianship) -> None:
        """Replaces any link of the same minor."""

    def end_guardianship(self, minor: SubjectId) -> bool:
        """Ends it; False when there was none."""
