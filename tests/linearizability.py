"""Did operations that overlapped in time behave as if each had happened at one moment between its call and its return?

After Wing and Gong (1993), with Lowe's memory of configurations that were tried (2017). Knows no operation itself.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeVar

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class Operation:
    """One call as its caller saw it. Times from one clock; `kind`, `asked` and `answered` mean what `step` says."""

    called: float
    returned: float
    kind: str
    asked: object = None
    answered: object = None


def is_linearizable(
    history: Sequence[Operation], step: Callable[[State, Operation], State | None], initial: State
) -> bool:
    """Whether some order explains every answer.

    Args:
        history: finished operations of all callers.
        step: the state after an operation, or None when it could not have answered so in that state.
        initial: the state before the first one.
    """
    ordered = sorted(history, key=lambda operation: operation.called)
    everything = (1 << len(ordered)) - 1
    waiting: list[tuple[int, State]] = [(0, initial)]
    tried = set(waiting)
    while waiting:
        done, state = waiting.pop()
        if done == everything:
            return True
        for index in _may_be_next(ordered, done):
            after = step(state, ordered[index])
            if after is not None and (reached := (done | 1 << index, after)) not in tried:
                tried.add(reached)
                waiting.append(reached)
    return False


def _may_be_next(ordered: Sequence[Operation], done: int) -> Iterator[int]:
    """What was called before everything that is left had returned."""
    first_return = inf
    for index in range((~done & (done + 1)).bit_length() - 1, len(ordered)):
        if done >> index & 1:
            continue
        if ordered[index].called > first_return:
            return
        first_return = min(first_return, ordered[index].returned)
        yield index
