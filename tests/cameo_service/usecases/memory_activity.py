"""The activity feed of the store in memory."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from cameo_service.usecases.acting.events import activity_body
from cameo_service.usecases.ports.activity import EVERY_KIND, FEED_END, REFUSED, ActivityRow, RefusedTally
from consent.identity import SubjectId
from consent.terms import SubjectState
from tests.cameo_service.usecases.memory_room import MemoryRoom

HOUR_US = 60 * 60 * 1_000_000


class MemoryActivity(MemoryRoom):
    def of(
        self, owner: SubjectId, limit: int, before: int = FEED_END, kinds: AbstractSet[str] = EVERY_KIND
    ) -> tuple[ActivityRow, ...]:
        newest_first = [row for row in reversed(self.tables.activity) if row.owner == owner]
        return tuple([row for row in newest_first if row.place < before and row.kind in kinds][:limit])

    def refusals_of(self, owner: SubjectId, limit: int, before: int, until: int) -> tuple[ActivityRow, ...]:
        alike: dict[tuple[SubjectId | None, str], list[ActivityRow]] = {}
        for row in self.of(owner, len(self.tables.activity), until + 1, {REFUSED}):
            alike.setdefault((row.actor, row.reason), []).append(row)
        return tuple([line for line in map(_folded, alike.values()) if line.place < before][:limit])

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
                began_us = _first_us(earlier)
                self.tables.activity[index] = replace(
                    row,
                    count=earlier.count + row.count,
                    first_us=None if began_us == row.at_us else began_us,
                    place=earlier.place,
                )
                return
        place = 1 + sum(earlier.owner == row.owner for earlier in self.tables.activity)
        self.tables.activity.append(replace(row, place=place))


def _folded(newest_first: list[ActivityRow]) -> ActivityRow:
    began_us, last_us = min(map(_first_us, newest_first)), max(row.at_us for row in newest_first)
    return replace(
        newest_first[0],
        at_us=last_us,
        count=sum(row.count for row in newest_first),
        first_us=None if began_us == last_us else began_us,
    )


def _first_us(row: ActivityRow) -> int:
    return row.at_us if row.first_us is None else row.first_us


def _pair_hour(row: ActivityRow) -> tuple[SubjectId, SubjectId | None, int]:
    return row.owner, row.actor, row.at_us // HOUR_US


def _counts_as_one(earlier: ActivityRow, row: ActivityRow) -> bool:
    def key(activity: ActivityRow) -> tuple[object, ...]:
        return activity.kind, activity.owner, activity.actor, activity.reason, activity.at_us // HOUR_US

    return key(earlier) == key(row)
