"""The memory store's guardianships."""

from dataclasses import dataclass, field
from typing import Any

from consent.identity import SubjectId
from consent.stand_ins import Guardianship


@dataclass
class GuardianshipTables:
    guardianships: dict[SubjectId, Guardianship] = field(default_factory=dict)
    counts_guardians: bool = False


class MemoryGuardianships:
    tables: Any

    def guardianship(self, minor: SubjectId) -> Guardianship | None:
        found: Guardianship | None = self.tables.guardianships.get(minor)
        return found

    def guardianships_of(self, person: SubjectId) -> tuple[Guardianship, ...]:
        found = [link for link in self.tables.guardianships.values() if person in (link.minor, link.guardian)]
        return tuple(sorted(found, key=lambda link: link.minor))

    def was_adult(self, subject: SubjectId) -> bool:
        person = self.tables.people.get(subject)
        return person is not None and person.was_adult

    def put_guardianship(self, link: Guardianship) -> None:
        self.tables.guardianships[link.minor] = link

    def end_guardianship(self, minor: SubjectId) -> bool:
        return self.tables.guardianships.pop(minor, None) is not None
