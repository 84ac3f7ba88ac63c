"""Erasures: who was erased, and whether the keys that could bring them back from a backup are gone.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from dataclasses import dataclass
from typing import NewType, Protocol
from uuid import UUID

from cameo_service.usecases.ports.enrollment import EnrollmentRow
from consent.identity import SubjectId

ErasureId = NewType("ErasureId", UUID)


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One erasure. Times are UTC microseconds.

    takedowns: how many outputs were ordered hidden or deleted. awaits_version: it is final once no key-encryption key
    below this version exists; None: no rotation has begun for it. final_us: when that was so; None: pending.
    issuers: of the identity providers that knew the person. Their apps alone read of it, and take down what is ordered
    down. None: erased before that was kept. Then the operator alone reads of it, and what is ordered down is taken down
    by the app of the person it was rendered for.
    """

    subject: SubjectId
    erasure_id: ErasureId
    erased_us: int
    takedowns: int
    awaits_version: int | None = None
    final_us: int | None = None
    issuers: frozenset[str] | None = None


class ErasureReads(Protocol):
    """Reads of one moment."""

    def by_id(self, erasure_id: ErasureId) -> ErasureRow | None:
        """An erasure by its id."""

    def of(self, subject: SubjectId) -> ErasureRow | None:
        """The erasure of a person; None where they were not erased."""

    def pending(self) -> tuple[ErasureRow, ...]:
        """Those that are not final, the oldest first."""


class ErasureWrites(ErasureReads, Protocol):
    """Writes of one transaction."""

    def put(self, row: ErasureRow) -> None:
        """Makes this the stored state of the erasure."""

    def wipe(self, subject: SubjectId, now_us: int) -> None:
        """Erases everything about a person that is not about others, too: they are ERASED, their handle rests in
        quarantine, their account is free for a new person, and their leaves belong to no person. Epochs stay, and
        orders to take outputs down.
        """


class EncryptionKeys(Protocol):
    """The key-encryption keys of the ring, as an erasure needs them to destroy them."""

    def add(self) -> int:
        """Makes a newest key; returns its version. On the disk when it returns."""

    def destroy_below(self, version: int) -> None:
        """Leaves no key of an older version in the ring's file."""


class Rewrapper(Protocol):
    """Moves a sealed item's data key under the newest key-encryption key."""

    def rewrap_enrollment(self, row: EnrollmentRow) -> EnrollmentRow:
        """The same enrollment, its keys wrapped anew. Raises SealBrokenError."""

    def forget_destroyed_keys(self) -> None:
        """Holds no key-encryption key any more that the ring's file does not have."""
