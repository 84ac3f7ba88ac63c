"""Plain rows of the store in memory, made from the same table classes as those of the database."""

from functools import partial
from typing import Any

from cameo_service.storage.rows import RowTable, row_tables
from cameo_service.usecases.ports.rows import Key
from consent.identity import SubjectId
from tests.cameo_service.usecases.memory_room import MemoryRoom


class MemoryRows(MemoryRoom):
    def __init__(self, table: RowTable[Any], within: Any) -> None:
        super().__init__(within)
        names = dict(zip(table.columns, table.names, strict=True))
        self._key = [names[column] for column in table.key]
        self._owner = table.names[0]
        self._parties = [names[column] for column in table.layout.parties]
        self._rows: dict[tuple[Key, ...], Any] = self.tables.rows.setdefault(table.layout.name, {})

    def at(self, *key: Key) -> Any:
        return self._rows.get(key)

    def of(self, owner: SubjectId) -> tuple[Any, ...]:
        return tuple(row for _, row in sorted(self._rows.items()) if getattr(row, self._owner) == owner)

    def naming(self, person: SubjectId) -> tuple[Any, ...]:
        parties = {key: [getattr(row, name) for name in self._parties] for key, row in self._rows.items()}
        return tuple(self._rows[key] for key in sorted(parties) if person in parties[key])

    def put(self, row: Any) -> None:
        self.within.person(getattr(row, self._owner))
        self._rows[tuple(getattr(row, name) for name in self._key)] = row

    def end(self, *key: Key) -> bool:
        return self._rows.pop(key, None) is not None

    def wipe(self, subject: SubjectId) -> None:
        for key in [key for key, row in self._rows.items() if row in self.naming(subject)]:
            del self._rows[key]


ROWS = {name: partial(MemoryRows, table) for name, table in row_tables().items()}
"""What makes the room of each table of plain rows."""
