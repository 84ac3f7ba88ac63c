"""The memory store's erasures. It seals nothing, so it wraps nothing anew."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from consent.identity import SubjectId
from consent.terms import AgeClass, Audience, SubjectState
from tests.cameo_service.usecases.memory_room import MemoryRoom
from tests.cameo_service.usecases.memory_rows import ROWS


@dataclass
class ErasureTables:
    erasures: dict[SubjectId, ErasureRow] = field(default_factory=dict)


class MemoryErasures(MemoryRoom):
    def by_id(self, erasure_id: ErasureId) -> ErasureRow | None:
        return next((row for row in self.tables.erasures.values() if row.erasure_id == erasure_id), None)

    def of(self, subject: SubjectId) -> ErasureRow | None:
        return self.tables.erasures.get(subject)

    def pending(self) -> tuple[ErasureRow, ...]:
        pending = [row for row in self.tables.erasures.values() if row.final_us is None]
        return tuple(sorted(pending, key=lambda row: (row.erased_us, row.erasure_id)))

    def wipe(self, subject: SubjectId, now_us: int) -> None:
        tables = self.tables
        tables.people[subject] = replace(
            tables.people[subject],
            state=SubjectState.ERASED,
            frozen=False,
            age=AgeClass.UNKNOWN,
            audience=Audience.NOBODY,
            was_adult=False,
            vouched=False,
            disputed_from=None,
        )
        of_one: tuple[dict[SubjectId, Any], ...] = (
            tables.enrollments,
            tables.restrictions,
            tables.names,
            tables.net_moves,
        )
        for owned in of_one:
            owned.pop(subject, None)
        of_two: tuple[dict[Any, Any], ...] = (
            tables.grants,
            tables.blocks,
            tables.access_requests,
            tables.held,
        )
        for table in (*of_two, tables.owner_proofs):
            for key in [key for key in table if subject in key]:
                del table[key]
        by_value: tuple[tuple[dict[Any, Any], Callable[[Any], bool]], ...] = (
            (tables.accounts, _equals(subject)),
            (tables.sessions, _of(subject)),
        )
        for table, is_theirs in by_value:
            for key in [key for key, value in table.items() if is_theirs(value)]:
                del table[key]
        for room in ROWS.values():
            room(self.within).wipe(subject)
        tables.invitations = {key: row for key, row in tables.invitations.items() if row.subject != subject}
        tables.members = {row for row in tables.members if subject not in row[:2]}
        tables.groups = {key: group for key, group in tables.groups.items() if key[0] != subject}
        tables.group_permissions = {
            key: grant for key, grant in tables.group_permissions.items() if grant.owner != subject
        }
        tables.recordings = [seen for seen in tables.recordings if seen.owner != subject]
        tables.activity = [row for row in tables.activity if row.owner != subject]
        tables.handles = [
            replace(held, released_us=now_us) if held.subject == subject and held.released_us is None else held
            for held in tables.handles
        ]

    def put(self, row: ErasureRow) -> None:
        self.tables.erasures[row.subject] = row


def _equals(subject: SubjectId) -> Callable[[object], bool]:
    return lambda value: value == subject


def _of(subject: SubjectId) -> Callable[[Any], bool]:
    return lambda row: row.subject == subject
