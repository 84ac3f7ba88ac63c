"""A bounded queue that no caller fills for the others: each has a line of its own, and the lines take turns."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """What waits, by caller. For one thread at a time: who shares it holds a lock."""

    def __init__(self) -> None:
        self._size = 0
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()

    def __len__(self) -> int:
        return self._size

    def put(self, caller: str, item: T, most: int) -> T | None:
        """Puts an item at the end of its caller's line. most: how much may wait in all, this item with it.

        Returns:
            What found no place: the newest of the longest line, which may be this item; None while there is room.
        """
        line = self._lines.setdefault(caller, deque())
        line.append(item)
        self._size += 1
        if self._size <= most:
            return None
        longest = caller if len(line) >= self._longest() else max(self._lines, key=lambda name: len(self._lines[name]))
        return self._leave(longest, self._lines[longest].pop())

    def take(self) -> T | None:
        """The first of the line whose turn it is, which is the last one's turn then. None: nothing waits."""
        if not self._lines:
            return None
        caller = next(iter(self._lines))
        self._lines.move_to_end(caller)
        return self._leave(caller, self._lines[caller].popleft())

    def drop(self, caller: str, item: T) -> bool:
        """Takes an item out of its caller's line, wherever it stands. False: it waits no more."""
        line = self._lines.get(caller)
        if line is None or item not in line:
            return False
        line.remove(item)
        self._leave(caller, item)
        return True

    def ordered(self) -> list[T]:
        """Everything that waits, in the order in which it would be taken if nothing more came."""
        rounds = range(self._longest())
        return [line[number] for number in rounds for line in self._lines.values() if number < len(line)]

    def _longest(self) -> int:
        return max(map(len, self._lines.values()), default=0)

    def _leave(self, caller: str, item: T) -> T:
        self._size -= 1
        if not self._lines[caller]:
            del self._lines[caller]
        return item
