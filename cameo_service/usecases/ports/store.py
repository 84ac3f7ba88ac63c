"""The database as the use cases see it, put together from the ports of each noun. Implemented at the edges.

Every write method runs inside `Store.write()`: one BEGIN IMMEDIATE transaction that commits when the block ends and
rolls back when it raises. Every read runs inside `Store.read()`: one snapshot. Nothing here decides anything.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from cameo_service.usecases.ports.activity import ActivityReads, ActivityWrites
from cameo_service.usecases.ports.consent import ConsentReads, ConsentWrites
from cameo_service.usecases.ports.delegations import DelegationReads, DelegationWrites
from cameo_service.usecases.ports.deployment import Deployment
from cameo_service.usecases.ports.enrollment import EnrollmentReads, EnrollmentWrites
from cameo_service.usecases.ports.erasure import ErasureReads, ErasureWrites
from cameo_service.usecases.ports.events import EventReads, EventWrites
from cameo_service.usecases.ports.export import KeptReads
from cameo_service.usecases.ports.groups import GroupReads, GroupWrites
from cameo_service.usecases.ports.guardianships import GuardianshipReads, GuardianshipWrites
from cameo_service.usecases.ports.held import HeldReads, HeldWrites
from cameo_service.usecases.ports.invitations import InvitationReads, InvitationWrites
from cameo_service.usecases.ports.operator import OperatorWrites
from cameo_service.usecases.ports.removals import RemovalReads, RemovalWrites
from cameo_service.usecases.ports.renders import RenderReads, RenderWrites
from cameo_service.usecases.ports.replay import ReplayMemory, ReplayReads
from cameo_service.usecases.ports.subjects import SubjectReads, SubjectWrites


class Snapshot(
    SubjectReads,
    ConsentReads,
    GroupReads,
    EnrollmentReads,
    InvitationReads,
    RenderReads,
    HeldReads,
    ErasureReads,
    RemovalReads,
    ReplayReads,
    KeptReads,
    DelegationReads,
    GuardianshipReads,
    EventReads,
    ActivityReads,
    Protocol,
):
    """Reads of one moment."""

    def revision(self) -> int:
        """The newest committed revision this snapshot sees."""

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """(SHA-256 of the request body, reply) of an earlier write with this request id, within 24 h of `now_us`."""


class Transaction(
    Snapshot,
    SubjectWrites,
    ConsentWrites,
    GroupWrites,
    EnrollmentWrites,
    InvitationWrites,
    RenderWrites,
    HeldWrites,
    OperatorWrites,
    ErasureWrites,
    RemovalWrites,
    DelegationWrites,
    GuardianshipWrites,
    EventWrites,
    ActivityWrites,
    ReplayMemory,
    Protocol,
):
    """Writes of one transaction; reads see them."""

    def next_revision(self) -> int:
        """The revision this transaction commits as, drawn once (one locked counter: commit order = revision order)."""

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the reply to a write for 24 h."""


class Store(Protocol):
    """The database."""

    def deployment(self) -> Deployment:
        """Which installation this is; costs no query."""

    def read(self) -> AbstractContextManager[Snapshot]:
        """One snapshot, as new as the newest write that had returned."""

    def write(self) -> AbstractContextManager[Transaction]:
        """One transaction: durable when the block ends, undone when it raises."""
