"""Renders that wait for a yes, and what was answered. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from consent.held_render import HeldRender
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class Backlog:
    """Renders that wait for the operator's reviewers. oldest_us: when the first was asked; None: none waits."""

    waiting: int
    oldest_us: int | None


class HeldReads(Protocol):
    """Reads of one moment. Rows come as written: `consent.held_render` says whether they still hold."""

    def under(self, ask: bytes, owners: Sequence[SubjectId]) -> dict[SubjectId, HeldRender]:
        """What these owners were asked about one render; absent where they were not."""

    def of(self, owner: SubjectId) -> tuple[HeldRender, ...]:
        """Everything of one owner that waits for an answer, or has a yes that no render used; the oldest first."""

    def for_review(self, now_us: int, limit: int) -> tuple[HeldRender, ...]:
        """What waits for the reviewers and is not over, the oldest first; a row for each person a render shows."""

    def in_review(self, ask: bytes) -> tuple[HeldRender, ...]:
        """Every row of one render that reviewers were asked about, in the order of owners."""

    def backlog(self, now_us: int) -> Backlog:
        """How many renders wait for the reviewers, each counted once."""

    def over(self, until_us: int) -> tuple[HeldRender, ...]:
        """Rows that ended by then."""


class HeldWrites(HeldReads, Protocol):
    """Writes of one transaction. Raising an epoch also deletes what it ends: all rows, the owner's, or a pair's."""

    def put(self, held: HeldRender) -> None:
        """Writes the row over what was there."""

    def end(self, owner: SubjectId, ask: bytes) -> None:
        """Deletes the row."""
