"""What the use cases and the edges of the history need from each other. Nothing here decides anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from consent.errors import PublicError
from consent.identity import EnrollmentId, SubjectId


class UnknownReceiptError(PublicError):
    """Nothing about this person was written at that revision, or it is of before an erasure."""

    code = "UNKNOWN_RECEIPT"


class UnknownTreeSizeError(PublicError):
    """A proof was asked from a tree that is larger than the newest checkpoint's."""

    code = "UNKNOWN_TREE_SIZE"


class HistoryUnreconciledError(PublicError):
    """The service stopped: its database and its published history are not of one past."""

    code = "HISTORY_UNRECONCILED"

    def __init__(self) -> None:
        super().__init__(
            "This service stopped because its database and its published history differ. Render nothing, and repeat"
            " what was not answered until the operator has put it right."
        )


class BehindItsMarkError(Exception):
    """The database is older than its high-water mark: put the newest back, or run `cameo restore --new-incarnation`."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Which installation and which life of its database this is; part of every token and associated data."""

    deployment_id: bytes
    incarnation: int


@dataclass(frozen=True, slots=True)
class HighWater:
    """How far a database has come. A tuple (incarnation, revision) only ever rises, and so does `tree_size`."""

    deployment_id: bytes
    incarnation: int
    revision: int
    tree_size: int

    def is_behind(self, mark: "HighWater") -> bool:
        """Whether a database that stands here has lost something that was there when `mark` was written."""
        is_other = self.deployment_id != mark.deployment_id
        is_older = (self.incarnation, self.revision) < (mark.incarnation, mark.revision)
        return is_other or is_older or self.tree_size < mark.tree_size


@dataclass(frozen=True, slots=True)
class LeafRow:
    """A leaf with what opens it. salt: of this leaf alone. record: canonical JSON (`consent.history.leaf_record`)."""

    index: int
    entry: bytes
    salt: bytes
    record: bytes


class Entries(Protocol):
    """Entries in the database, about no person in particular."""

    def high_water(self) -> HighWater:
        """How far the database has come, in one snapshot."""

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        """Up to `most` entries from index `start` on."""


class Leaves(Entries, Protocol):
    """Leaves in the database."""

    def written_at(self, owner: SubjectId, revision: int) -> tuple[LeafRow, ...]:
        """What was written about the owner at that revision, in order."""

    def about(self, owner: SubjectId, start: int, most: int) -> tuple[LeafRow, ...]:
        """Up to `most` leaves about the owner from index `start` on."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """An enrollment session as its person may read it. purposes: a JSON list. record: JSON, None: not verified."""

    session_id: EnrollmentId
    state: str
    created_us: int
    purposes: str
    consent_record: str
    record: str | None


class Sessions(Protocol):
    """Enrollment sessions in the database."""

    def sessions_of(self, subject: SubjectId) -> tuple[SessionRecord, ...]:
        """Every session of the subject, oldest first."""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A tree head. note: the signed note as published (C2SP tlog-checkpoint), UTF-8."""

    size: int
    root: bytes
    note: bytes


class PublishedTree(Protocol):
    """The tree as it is published: leaves of the last second may be missing."""

    def checkpoint(self) -> SignedCheckpoint | None:
        """The newest one; None before the first leaf."""

    def origin(self) -> str:
        """Which history this is."""

    def verifier_key(self) -> str:
        """What checkpoints are verified with (C2SP signed-note vkey)."""

    def inclusion(self, index: int, size: int) -> Sequence[bytes]:
        """RFC 6962 audit path of a leaf in the tree of that size."""

    def consistency(self, old: int, new: int) -> Sequence[bytes]:
        """RFC 6962 consistency proof between two sizes, 0 < old <= new."""
