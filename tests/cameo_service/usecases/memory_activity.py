"""The activity feed of the store in memory."""

from dataclasses import replace

from cameo_service.usecases.acting.events import activity_body
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow, RefusedTally
from consent.identity import SubjectId
from consent.terms import SubjectState
from tests.cameo_service.usecases.memory_room import MemoryRoom

HOUR_US = 60 * 60 * 1_000_000


class MemoryActivity(MemoryRoom):
    def of(self, owner: SubjectId, limit: int) -> tuple[ActivityRow, ...]:
        newest_first = [row for row in reversed(self.tables.activity) if row.owner == owner]
        newest_first.sort(key=lambda row: row.revision, reverse=True)
        return tuple(newest_first[:limit])

    def refused_between(self, after_us: int, until_us: int) -> tuple[RefusedTally, ...]:
        refused = [row for row in self.tables.activity if row.kind == REFUSED]
        hours = {_pair_hour(row) for row in refused if after_us < row.at_us <= until_us}
        tallies = []
        for owner, actor, hour in hours:
            rows = [row for row in refused if _pair_hour(row) == (owner, actor, hour)]
            at_us = max(row.at_us for row in rows)
            tallies.append(RefusedTally(owner, actor, sum(row.count for row in rows), at_us))
        return tuple(sorted(tallies, key=lambda tally: (tally.at_us, tally.owner, str(tally.actor or ""))))

    def record(self, row: ActivityRow) -> None:
        if self.within.person(row.owner).state is not SubjectState.ERASED:
            self._append_line(row)
        if row.kind != REFUSED:
            self.within.events.emit(row.owner, row.kind, activity_body(row), row.at_us)

    def _append_line(self, row: ActivityRow) -> None:
        for index, earlier in enumerate(self.tables.activity):
            if row.kind == REFUSED and _counts_as_one(earlier, row):
                self.tables.activity[index] = replace(row, count=earlier.count + row.count)
                return
        self.tables.activity.append(row)


def _pair_hour(row: ActivityRow) -> tuple[SubjectId, SubjectId | None, int]:
    return row.owner, row.actor, row.at_us // HOUR_US


def _counts_as_one(earlier: ActivityRow, row: ActivityRow) -> bool:
    def key(activity: ActivityRow) -> tuple[object, ...]:
        return activity.kind, activity.owner, activity.actor, activity.reason, activity.at_us // HOUR_US

    return key(earlier) == key(row)
