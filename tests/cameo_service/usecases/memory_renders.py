"""Renders and takedown orders of the store in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cameo_service.usecases.ports.removals import RemovalAnswer
from cameo_service.usecases.ports.renders import RenderRow, TakedownId, TakedownRow
from consent.grants import USAGE_DAY_US, Usage
from consent.identity import GrantId, RenderGrantId, SubjectId
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass
class RenderTables:
    renders: dict[tuple[SubjectId, RenderGrantId], RenderRow] = field(default_factory=dict)
    takedowns: dict[TakedownId, TakedownRow] = field(default_factory=dict)


class MemoryRenders(MemoryRoom):
    def under(self, render_grant_id: RenderGrantId, owners: Sequence[SubjectId]) -> tuple[RenderRow, ...]:
        found = [self.tables.renders.get((owner, render_grant_id)) for owner in sorted(owners)]
        return tuple(row for row in found if row)

    def with_output(self, output_sha256: bytes) -> tuple[RenderRow, ...]:
        found = [row for row in self.tables.renders.values() if row.output_sha256 == output_sha256]
        return tuple(sorted(found, key=lambda row: (row.owner, row.render_grant_id)))

    def ordered_down_by(self, output_sha256: bytes) -> tuple[SubjectId | None, ...]:
        requests = [row for row in self.tables.removals.values() if row.answer is RemovalAnswer.ORDERED]
        strangers = {None for row in requests if output_sha256 in row.outputs}
        return tuple({row.owner for row in self.with_output(output_sha256) if row.removal} | strangers)

    def appearances(self, owner: SubjectId, limit: int) -> tuple[RenderRow, ...]:
        return self.all_appearances(owner)[:limit]

    def appearances_by(self, owner: SubjectId, requester: SubjectId | None) -> tuple[RenderRow, ...]:
        return tuple(row for row in self.all_appearances(owner) if row.requester == requester)

    def all_appearances(self, owner: SubjectId) -> tuple[RenderRow, ...]:
        found = [row for row in self.tables.renders.values() if row.owner == owner and row.drafted_us is not None]
        return tuple(sorted(found, key=lambda row: (row.drafted_us, row.render_grant_id), reverse=True))

    def usage(self, owner: SubjectId, grant_id: GrantId, now_us: int) -> Usage:
        counted = [
            row.opened_us
            for row in self.tables.renders.values()
            if (row.owner, row.grant_id) == (owner, grant_id)
            and (row.drafted_us is not None or row.expires_us > now_us)
        ]
        return Usage(len(counted), sum(opened_us > now_us - USAGE_DAY_US for opened_us in counted))

    def put(self, row: RenderRow) -> None:
        self.within.person(row.owner)
        self.tables.renders[row.owner, row.render_grant_id] = row

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        is_first = render_grant_id not in self.tables.spent
        self.tables.spent.add(render_grant_id)
        return is_first


class MemoryTakedowns(MemoryRoom):
    def by_id(self, takedown_id: TakedownId) -> TakedownRow | None:
        found: TakedownRow | None = self.tables.takedowns.get(takedown_id)
        return found

    def open(self, owner: SubjectId | None, limit: int) -> tuple[TakedownRow, ...]:
        found = [
            row for row in self.tables.takedowns.values() if row.acknowledged_us is None and owner in (None, row.owner)
        ]
        return tuple(sorted(found, key=lambda row: (row.due_us, row.takedown_id))[:limit])

    def to_tell(self, now_us: int, limit: int) -> tuple[TakedownRow, ...]:
        found = [row for row in self.tables.takedowns.values() if row.acknowledged_us is None and row.tell_us <= now_us]
        return tuple(sorted(found, key=lambda row: (row.tell_us, row.takedown_id))[:limit])

    def put(self, row: TakedownRow) -> None:
        self.within.person(row.owner)
        self.tables.takedowns[row.takedown_id] = row
