"""The database as the use cases see it: a room for each noun, in one list. Implemented at the edges.

Every write method runs inside `Store.write()`: one transaction, while no other writes, that commits when the block ends
and rolls back when it raises. Every read runs inside `Store.read()`: one snapshot. Nothing here decides anything.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Generic, Protocol, TypeVar, overload

from cameo_service.usecases.ports.activity import ActivityReads, ActivityWrites
from cameo_service.usecases.ports.consent import (
    AccessRequestReads,
    AccessRequestWrites,
    BlockReads,
    BlockWrites,
    EpochWrites,
    EverythingWrites,
    FactReads,
    GrantReads,
    GrantWrites,
    GroupReads,
    GroupWrites,
)
from cameo_service.usecases.ports.enrollment import (
    EnrollmentReads,
    EnrollmentWrites,
    InvitationReads,
    InvitationWrites,
    OwnerProofReads,
    OwnerProofWrites,
    SessionReads,
    SessionWrites,
)
from cameo_service.usecases.ports.erasure import ErasureReads, ErasureWrites
from cameo_service.usecases.ports.events import EventReads, EventWrites
from cameo_service.usecases.ports.held import HeldReads, HeldWrites
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.net_moves import NetMoveReads, NetMoveWrites
from cameo_service.usecases.ports.recordings import RecordingReads, RecordingWrites
from cameo_service.usecases.ports.removals import RemovalReads, RemovalWrites
from cameo_service.usecases.ports.renders import RenderReads, RenderWrites, TakedownReads, TakedownWrites
from cameo_service.usecases.ports.rows import RowReads, RowWrites
from cameo_service.usecases.ports.subjects import (
    NameReads,
    NameWrites,
    PeopleReads,
    PeopleWrites,
    RestrictionReads,
    RestrictionWrites,
)
from consent.errors import PublicError
from consent.stand_ins import Delegation, Guardianship

Reads_co = TypeVar("Reads_co", covariant=True)
Writes_co = TypeVar("Writes_co", covariant=True)


class DatabaseUnavailableError(PublicError):
    """The database cannot be reached, or takes no writes now. What was begun is undone."""

    code = "DATABASE_UNAVAILABLE"


class CommitInDoubtError(DatabaseUnavailableError):
    """The database was lost while a write was committed: it may have been. Its repetition gets the same answer."""


class SecondStatementError(Exception):
    """A second statement within a glance, which could see another moment than the first: the code asks `read`."""


class TextUnstorableError(PublicError):
    """A text holds U+0000, which this database cannot store."""

    code = "TEXT_UNSTORABLE"


class Room(Generic[Reads_co, Writes_co]):
    """One noun of the store: a snapshot has its reads, a transaction its writes.

    Each store furnishes its rooms with what makes them. A room costs nothing until it is entered.
    """

    def __set_name__(self, kind: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, within: None, kind: type) -> "Room[Reads_co, Writes_co]": ...
    @overload
    def __get__(self, within: "Transaction", kind: type) -> Writes_co: ...
    @overload
    def __get__(self, within: "Snapshot", kind: type) -> Reads_co: ...
    def __get__(self, within: "Snapshot | None", kind: type) -> Any:
        """The room itself, for a store that furnishes it.

        Raises:
            LookupError: the store of this snapshot does not.
        """
        if within is None:
            return self
        raise LookupError(f"{kind.__name__} has no room {self.name}: furnish it")

    def by(self, make: Callable[[Any], Writes_co]) -> tuple[str, Callable[[Any], Writes_co]]:
        """The name of this room, and what makes it from a snapshot or a transaction."""
        return self.name, make


def furnish(kind: type, *rooms: tuple[str, Callable[[Any], object]]) -> None:
    """Gives a store's snapshots, or its transactions, their rooms."""
    for name, make in rooms:
        setattr(kind, name, property(make))


class Snapshot(ABC):
    """Reads of one moment."""

    @abstractmethod
    def revision(self) -> int:
        """The newest committed revision this snapshot sees."""

    @abstractmethod
    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """(SHA-256 of the request body, reply) of an earlier write with this request id, within 24 h of `now_us`."""

    people = Room[PeopleReads, PeopleWrites]()
    """Subjects: accounts, handles, settings."""
    names = Room[NameReads, NameWrites]()
    """Names that count as mentions."""
    restrictions = Room[RestrictionReads, RestrictionWrites]()
    """What owners do not want to be shown doing or saying."""
    facts = Room[FactReads, FactReads]()
    """Everything a render decision is made from."""
    grants = Room[GrantReads, GrantWrites]()
    """Grants to one grantee each."""
    blocks = Room[BlockReads, BlockWrites]()
    """Blocks of an actor by an owner."""
    access_requests = Room[AccessRequestReads, AccessRequestWrites]()
    """Requests for access without an answer."""
    groups = Room[GroupReads, GroupWrites]()
    """Groups, their members, and grants to them."""
    delegations = Room[RowReads[Delegation], RowWrites[Delegation]]()
    """Delegates of owners."""
    guardianships = Room[RowReads[Guardianship], RowWrites[Guardianship]]()
    """Guardians of minors."""
    sessions = Room[SessionReads, SessionWrites]()
    """Enrollment sessions."""
    invitations = Room[InvitationReads, InvitationWrites]()
    """Invitations to enroll."""
    owner_proofs = Room[OwnerProofReads, OwnerProofWrites]()
    """Proofs that an owner was verified for an act."""
    enrollments = Room[EnrollmentReads, EnrollmentWrites]()
    """Enrollments and what is sealed for them."""
    net_moves = Room[NetMoveReads, NetMoveWrites]()
    """Who has moved to other nets, and who has not."""
    recordings = Room[RecordingReads, RecordingWrites]()
    """Recordings that were handed in, as fingerprints."""
    renders = Room[RenderReads, RenderWrites]()
    """Renders from lease to publication."""
    takedowns = Room[TakedownReads, TakedownWrites]()
    """Orders to take outputs down."""
    held = Room[HeldReads, HeldWrites]()
    """Renders that wait for an answer."""
    removals = Room[RemovalReads, RemovalWrites]()
    """Removal requests of people without an account."""
    erasures = Room[ErasureReads, ErasureWrites]()
    """Erasures of people."""
    activity = Room[ActivityReads, ActivityWrites]()
    """The activity feed."""
    events = Room[EventReads, EventWrites]()
    """The outbox."""


class Transaction(Snapshot):
    """Writes of one transaction; reads see them."""

    @abstractmethod
    def next_revision(self) -> int:
        """The revision this transaction commits as, drawn once (one locked counter: commit order = revision order)."""

    @abstractmethod
    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the reply to a write for 24 h."""

    epochs = Room[EpochWrites, EpochWrites]()
    """Epochs of owners and pairs."""
    everything = Room[EverythingWrites, EverythingWrites]()
    """What an operator does to every render at once."""


class Store(Protocol):
    """The database."""

    def deployment(self) -> Deployment:
        """Which installation this is; costs no query."""

    def read(self) -> AbstractContextManager[Snapshot]:
        """One snapshot, as new as the newest write that had returned."""

    def glance(self) -> AbstractContextManager[Snapshot]:
        """As `read`, for one question that one statement answers, which is a snapshot by itself: no transaction begins.

        Raises:
            SecondStatementError: another statement was run in the block, which could see another moment.
        """

    def write(self) -> AbstractContextManager[Transaction]:
        """One transaction: durable when the block ends, undone when it raises."""
