"""The memory store's removal requests."""

from dataclasses import dataclass, field
from typing import Any

from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow


@dataclass
class RemovalTables:
    removals: dict[RemovalId, RemovalRow] = field(default_factory=dict)


class MemoryRemovals:
    tables: Any

    def removal(self, removal_id: RemovalId) -> RemovalRow | None:
        found: RemovalRow | None = self.tables.removals.get(removal_id)
        return found

    def open_removals(self, limit: int) -> tuple[RemovalRow, ...]:
        found = [row for row in self.tables.removals.values() if row.answer is RemovalAnswer.OPEN]
        return tuple(sorted(found, key=lambda row: (row.due_us, row.removal_id))[:limit])

    def count_open_removals(self, due_before_us: int | None) -> int:
        rows = self.open_removals(len(self.tables.removals))
        return sum(due_before_us is None or row.due_us < due_before_us for row in rows)

    def put_removal(self, row: RemovalRow) -> None:
        self.tables.removals[row.removal_id] = row
