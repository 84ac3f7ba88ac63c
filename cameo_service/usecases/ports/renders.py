"""What is stored of renders: leases, appearances and orders to take them down. Decides nothing.

Part of `ports`: every snapshot reads renders, every transaction may write them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType, Protocol
from uuid import UUID

from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.render_lease import Removal

TakedownId = NewType("TakedownId", UUID)


@dataclass(frozen=True, slots=True)
class RenderRow:
    """One person in one render, from the fetch on. The rows of a render differ in owner, grant_id and removal only.

    grant_id None: the audience alone allowed it. requester None: anonymous. Times in UTC microseconds.
    output_sha256, parent_output: 32 bytes. drafted_us None: no output was committed yet, so nothing appeared.
    """

    owner: SubjectId
    render_grant_id: RenderGrantId
    grant_id: GrantId | None
    requester: SubjectId | None
    provider: str
    opened_us: int
    expires_us: int
    output_sha256: bytes | None = None
    drafted_us: int | None = None
    published_us: int | None = None
    parent_output: bytes | None = None
    marking: bytes = b""
    removal: Removal = Removal.NONE


@dataclass(frozen=True, slots=True)
class TakedownRow:
    """An order to hide or delete an output, by the word of one person it shows. Open until acknowledged.

    tell_us: when it is told again, as long as it is open.
    """

    owner: SubjectId
    takedown_id: TakedownId
    render_grant_id: RenderGrantId
    removal: Removal
    ordered_us: int
    due_us: int
    tell_us: int
    acknowledged_us: int | None


class RenderReads(Protocol):
    """Reads of one moment."""

    def under(self, render_grant_id: RenderGrantId, owners: Sequence[SubjectId]) -> tuple[RenderRow, ...]:
        """The rows of one render for these owners, in id order."""

    def with_output(self, output_sha256: bytes) -> tuple[RenderRow, ...]:
        """The rows of every render that committed this output."""

    def ordered_down_by(self, output_sha256: bytes) -> tuple[SubjectId | None, ...]:
        """The people by whose word an output of these very bytes is hidden or deleted, by any maker; None among
        them: a removal request of a person without an account. Empty: none. One statement.
        """

    def appearances(self, owner: SubjectId, limit: int) -> tuple[RenderRow, ...]:
        """The owner's newest renders that were committed, newest first, removed ones too."""

    def appearances_by(self, owner: SubjectId, requester: SubjectId | None) -> tuple[RenderRow, ...]:
        """Every committed render of the owner by one requester."""

    def all_appearances(self, owner: SubjectId) -> tuple[RenderRow, ...]:
        """Every committed render of the owner."""


class RenderWrites(RenderReads, Protocol):
    """Writes of one transaction."""

    def put(self, row: RenderRow) -> None:
        """Writes the row over what was there."""

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        """Records the id as spent: True the first time, False ever after. Grants are not stored when issued."""


class TakedownReads(Protocol):
    """Reads of one moment."""

    def by_id(self, takedown_id: TakedownId) -> TakedownRow | None:
        """One order."""

    def open(self, owner: SubjectId | None, limit: int) -> tuple[TakedownRow, ...]:
        """Orders without an acknowledgement, the first due first; of one owner, or of all."""

    def to_tell(self, now_us: int, limit: int) -> tuple[TakedownRow, ...]:
        """Open orders whose time to be told again has come, the earliest first."""


class TakedownWrites(TakedownReads, Protocol):
    """Writes of one transaction."""

    def put(self, row: TakedownRow) -> None:
        """Writes the order over what was there."""
