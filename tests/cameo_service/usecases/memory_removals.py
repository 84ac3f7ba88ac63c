"""The memory store's removal requests."""

from dataclasses import dataclass, field

from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass
class RemovalTables:
    removals: dict[RemovalId, RemovalRow] = field(default_factory=dict)


class MemoryRemovals(MemoryRoom):
    def by_id(self, removal_id: RemovalId) -> RemovalRow | None:
        found: RemovalRow | None = self.tables.removals.get(removal_id)
        return found

    def open(self, limit: int) -> tuple[RemovalRow, ...]:
        found = [row for row in self.tables.removals.values() if row.answer is RemovalAnswer.OPEN]
        return tuple(sorted(found, key=lambda row: (row.due_us, row.removal_id))[:limit])

    def count_open(self, due_before_us: int | None) -> int:
        rows = self.open(len(self.tables.removals))
        return sum(due_before_us is None or row.due_us < due_before_us for row in rows)

    def put(self, row: RemovalRow) -> None:
        self.tables.removals[row.removal_id] = row
