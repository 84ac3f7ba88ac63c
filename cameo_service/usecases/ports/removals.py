"""Removal requests of people who have no account. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol
from uuid import UUID

RemovalId = NewType("RemovalId", UUID)


class RemovalAnswer(StrEnum):
    """What became of a request."""

    OPEN = "open"
    ORDERED = "ordered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RemovalRow:
    """One request. Times are UTC microseconds.

    contact, what: how to reach the person who asks, and what they say; empty once answered. outputs: SHA-256 of files,
    32 bytes each. service_id: which app took it. reason: why it was refused.
    """

    removal_id: RemovalId
    filed_us: int
    due_us: int
    service_id: str
    contact: str
    what: str
    outputs: tuple[bytes, ...]
    answer: RemovalAnswer = RemovalAnswer.OPEN
    reason: str = ""
    answered_us: int | None = None


class RemovalReads(Protocol):
    """Reads of one moment."""

    def by_id(self, removal_id: RemovalId) -> RemovalRow | None:
        """One request."""

    def open(self, limit: int) -> tuple[RemovalRow, ...]:
        """Requests without an answer, the first due first."""

    def count_open(self, due_before_us: int | None) -> int:
        """How many have no answer; with a time, those that were due before it."""


class RemovalWrites(RemovalReads, Protocol):
    """Writes of one transaction."""

    def put(self, row: RemovalRow) -> None:
        """Writes the request over what was there. What it overwrites is on the disk nowhere, soon after the commit.

        From ORDERED on, `ordered_down_by` knows its outputs.
        """
