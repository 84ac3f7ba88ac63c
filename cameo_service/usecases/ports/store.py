"""The database as the use cases see it: a room for each noun. Implemented at the edges.

Every write method runs inside `Store.write()`: one BEGIN IMMEDIATE transaction that commits when the block ends and
rolls back when it raises. Every read runs inside `Store.read()`: one snapshot. Nothing here decides anything.
"""

from contextlib import AbstractContextManager
from typing import Protocol

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
from cameo_service.usecases.ports.recordings import RecordingReads, RecordingWrites
from cameo_service.usecases.ports.removals import RemovalReads, RemovalWrites
from cameo_service.usecases.ports.renders import RenderReads, RenderWrites, TakedownReads, TakedownWrites
from cameo_service.usecases.ports.stand_ins import (
    DelegationReads,
    DelegationWrites,
    GuardianshipReads,
    GuardianshipWrites,
)
from cameo_service.usecases.ports.subjects import (
    NameReads,
    NameWrites,
    PeopleReads,
    PeopleWrites,
    RestrictionReads,
    RestrictionWrites,
)


class Snapshot(Protocol):
    """Reads of one moment."""

    def revision(self) -> int:
        """The newest committed revision this snapshot sees."""

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """(SHA-256 of the request body, reply) of an earlier write with this request id, within 24 h of `now_us`."""

    @property
    def people(self) -> PeopleReads:
        """Subjects: accounts, handles, settings."""

    @property
    def names(self) -> NameReads:
        """Names that count as mentions."""

    @property
    def restrictions(self) -> RestrictionReads:
        """What owners do not want to be shown doing or saying."""

    @property
    def facts(self) -> FactReads:
        """Everything a render decision is made from."""

    @property
    def grants(self) -> GrantReads:
        """Grants to one grantee each."""

    @property
    def blocks(self) -> BlockReads:
        """Blocks of an actor by an owner."""

    @property
    def access_requests(self) -> AccessRequestReads:
        """Requests for access without an answer."""

    @property
    def groups(self) -> GroupReads:
        """Groups, their members, and grants to them."""

    @property
    def delegations(self) -> DelegationReads:
        """Delegates of owners."""

    @property
    def guardianships(self) -> GuardianshipReads:
        """Guardians of minors."""

    @property
    def sessions(self) -> SessionReads:
        """Enrollment sessions."""

    @property
    def invitations(self) -> InvitationReads:
        """Invitations to enroll."""

    @property
    def owner_proofs(self) -> OwnerProofReads:
        """Proofs that an owner was verified for an act."""

    @property
    def enrollments(self) -> EnrollmentReads:
        """Enrollments and what is sealed for them."""

    @property
    def recordings(self) -> RecordingReads:
        """Recordings that were handed in, as fingerprints."""

    @property
    def renders(self) -> RenderReads:
        """Renders from lease to publication."""

    @property
    def takedowns(self) -> TakedownReads:
        """Orders to take outputs down."""

    @property
    def held(self) -> HeldReads:
        """Renders that wait for an answer."""

    @property
    def removals(self) -> RemovalReads:
        """Removal requests of people without an account."""

    @property
    def erasures(self) -> ErasureReads:
        """Erasures of people."""

    @property
    def activity(self) -> ActivityReads:
        """The activity feed."""

    @property
    def events(self) -> EventReads:
        """The outbox."""


class Transaction(Snapshot, Protocol):
    """Writes of one transaction; reads see them."""

    def next_revision(self) -> int:
        """The revision this transaction commits as, drawn once (one locked counter: commit order = revision order)."""

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the reply to a write for 24 h."""

    @property
    def people(self) -> PeopleWrites:
        """Subjects: accounts, handles, settings."""

    @property
    def names(self) -> NameWrites:
        """Names that count as mentions."""

    @property
    def restrictions(self) -> RestrictionWrites:
        """What owners do not want to be shown doing or saying."""

    @property
    def grants(self) -> GrantWrites:
        """Grants to one grantee each."""

    @property
    def blocks(self) -> BlockWrites:
        """Blocks of an actor by an owner."""

    @property
    def access_requests(self) -> AccessRequestWrites:
        """Requests for access without an answer."""

    @property
    def groups(self) -> GroupWrites:
        """Groups, their members, and grants to them."""

    @property
    def delegations(self) -> DelegationWrites:
        """Delegates of owners."""

    @property
    def guardianships(self) -> GuardianshipWrites:
        """Guardians of minors."""

    @property
    def sessions(self) -> SessionWrites:
        """Enrollment sessions."""

    @property
    def invitations(self) -> InvitationWrites:
        """Invitations to enroll."""

    @property
    def owner_proofs(self) -> OwnerProofWrites:
        """Proofs that an owner was verified for an act."""

    @property
    def enrollments(self) -> EnrollmentWrites:
        """Enrollments and what is sealed for them."""

    @property
    def recordings(self) -> RecordingWrites:
        """Recordings that were handed in, as fingerprints."""

    @property
    def renders(self) -> RenderWrites:
        """Renders from lease to publication."""

    @property
    def takedowns(self) -> TakedownWrites:
        """Orders to take outputs down."""

    @property
    def held(self) -> HeldWrites:
        """Renders that wait for an answer."""

    @property
    def removals(self) -> RemovalWrites:
        """Removal requests of people without an account."""

    @property
    def erasures(self) -> ErasureWrites:
        """Erasures of people."""

    @property
    def activity(self) -> ActivityWrites:
        """The activity feed."""

    @property
    def events(self) -> EventWrites:
        """The outbox."""

    @property
    def epochs(self) -> EpochWrites:
        """Epochs of owners and pairs."""

    @property
    def everything(self) -> EverythingWrites:
        """What an operator does to every render at once."""


class Store(Protocol):
    """The database."""

    def deployment(self) -> Deployment:
        """Which installation this is; costs no query."""

    def read(self) -> AbstractContextManager[Snapshot]:
        """One snapshot, as new as the newest write that had returned."""

    def write(self) -> AbstractContextManager[Transaction]:
        """One transaction: durable when the block ends, undone when it raises."""
