"""Delegates and guardians of the store in memory."""

from dataclasses import dataclass, field

from consent.identity import SubjectId
from consent.stand_ins import Delegation, Guardianship
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass
class DelegationTables:
    delegations: dict[tuple[SubjectId, SubjectId], Delegation] = field(default_factory=dict)


@dataclass
class GuardianshipTables:
    guardianships: dict[SubjectId, Guardianship] = field(default_factory=dict)
    counts_guardians: bool = False


class MemoryDelegations(MemoryRoom):
    def between(self, owner: SubjectId, delegate: SubjectId) -> Delegation | None:
        found: Delegation | None = self.tables.delegations.get((owner, delegate))
        return found

    def of(self, owner: SubjectId) -> tuple[Delegation, ...]:
        found = [delegation for delegation in self.tables.delegations.values() if delegation.owner == owner]
        return tuple(sorted(found, key=lambda delegation: delegation.delegate))

    def owners_of(self, delegate: SubjectId) -> tuple[SubjectId, ...]:
        return tuple(sorted(owner for owner, named in self.tables.delegations if named == delegate))

    def put(self, delegation: Delegation) -> None:
        self.tables.delegations[delegation.owner, delegation.delegate] = delegation

    def end(self, owner: SubjectId, delegate: SubjectId) -> bool:
        return self.tables.delegations.pop((owner, delegate), None) is not None


class MemoryGuardianships(MemoryRoom):
    def of_minor(self, minor: SubjectId) -> Guardianship | None:
        found: Guardianship | None = self.tables.guardianships.get(minor)
        return found

    def of(self, person: SubjectId) -> tuple[Guardianship, ...]:
        found = [link for link in self.tables.guardianships.values() if person in (link.minor, link.guardian)]
        return tuple(sorted(found, key=lambda link: link.minor))

    def put(self, link: Guardianship) -> None:
        self.tables.guardianships[link.minor] = link

    def end(self, minor: SubjectId) -> bool:
        return self.tables.guardianships.pop(minor, None) is not None
