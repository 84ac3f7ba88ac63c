"""Leaves in a list."""

from cameo_service.usecases.ports.history import HighWater, LeafRow
from consent.history.leaf import entry_for
from consent.identity import SubjectId

DEPLOYMENT = bytes(range(16))


def entry(index: int) -> bytes:
    return entry_for(bytes(32), index, b"record", is_narrowing=False).packed()


class FakeLeaves:
    def __init__(self) -> None:
        self.all: list[bytes] = []
        self.revision = 0

    def append(self, count: int) -> None:
        self.all += [entry(len(self.all) + number) for number in range(count)]
        self.revision += count

    def high_water(self) -> HighWater:
        return HighWater(DEPLOYMENT, 1, self.revision, len(self.all))

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        return tuple(self.all[start : start + most])

    def written_at(self, owner: SubjectId, revision: int) -> tuple[LeafRow, ...]:
        raise NotImplementedError

    def about(self, owner: SubjectId, start: int, most: int) -> tuple[LeafRow, ...]:
        raise NotImplementedError
