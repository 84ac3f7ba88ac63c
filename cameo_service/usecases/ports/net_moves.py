"""How far people have moved to other nets after a change of them. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from consent.identity import SubjectId


class MoveState(StrEnum):
    """Where a person stands who enrolled by nets that are not in use."""

    WAITING = "waiting"
    """Recognised by the nets of before, until a take of theirs moves them."""
    MOVED = "moved"
    UNDONE = "undone"
    """Moved, and went back: no take moves them, they enroll again or their enrollment ends."""
    EXPIRED = "expired"
    """They did not come: the enrollment was ended by the policy."""
    SAME = "same"
    """Looked at: their templates are by the nets in use, whatever the pack was called."""


@dataclass(frozen=True, slots=True)
class NetMove:
    """One person and one change of nets. Times in UTC microseconds.

    nets: ids of the nets to move to, in their order, by spaces. since_us: of the state. asked_us: when the app was
    told to ask them. ends_us: WAITING, UNDONE: when the enrollment ends unless they come, None before they were asked;
    MOVED: until when they can go back, None after that. due_us: when the sweep has to look again, None: never.
    """

    owner: SubjectId
    nets: str
    state: MoveState
    since_us: int
    asked_us: int | None = None
    ends_us: int | None = None
    due_us: int | None = None


class NetMoveReads(Protocol):
    """Reads of one moment."""

    def at(self, owner: SubjectId) -> NetMove | None:
        """The person's row."""

    def due(self, now_us: int, limit: int) -> tuple[NetMove, ...]:
        """Rows whose `due_us` has come, the first due first."""


class NetMoveWrites(NetMoveReads, Protocol):
    """Writes of one transaction."""

    def put(self, row: NetMove) -> None:
        """Writes the row over the person's earlier one."""
