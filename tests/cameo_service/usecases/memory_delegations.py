"""The memory store's delegations."""

from dataclasses import dataclass, field
from typing import Any

from consent.identity import SubjectId
from consent.stand_ins import Delegation


@dataclass
class DelegationTables:
    delegations: dict[tuple[SubjectId, SubjectId], Delegation] = field(default_factory=dict)


class MemoryDelegations:
    tables: Any

    def delegation(self, owner: SubjectId, delegate: SubjectId) -> Delegation | None:
        found: Delegation | None = self.tables.delegations.get((owner, delegate))
        return found

    def delegations_of(self, owner: SubjectId) -> tuple[Delegation, ...]:
        found = [delegation for delegation in self.tables.delegations.values() if delegation.owner == owner]
        return tuple(sorted(found, key=lambda delegation: delegation.delegate))

    def put_delegation(self, delegation: Delegation) -> None:
        self.tables.delegations[delegation.owner, delegation.delegate] = delegation

    def end_delegation(self, owner: SubjectId, delegate: SubjectId) -> bool:
        return self.tables.delegations.pop((owner, delegate), None) is not None
