"""The database as the use cases see it, put together from the ports of each noun. Implemented at the edges.

Every write method runs inside `Store.write()`: one BEGIN IMMEDIATE transaction that commits when the block ends and
rolls back when it raises. Every read runs inside `Store.read()`: one snapshot. Nothing here decides anything.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from cameo_service.usecases.activity_ports import ActivityReads, ActivityWrites
from cameo_service.usecases.consent_ports import ConsentReads, ConsentWrites
from cameo_service.usecases.delegation_ports import DelegationReads, DelegationWrites
from cameo_service.usecases.deployment import Deployment
from cameo_service.usecases.enrollment_ports import EnrollmentReads, EnrollmentWrites
from cameo_service.usecases.erasure_ports import ErasureReads, ErasureWrites
from cameo_service.usecases.event_ports import EventReads, EventWrites
from cameo_service.usecases.group_ports import GroupReads, GroupWrites
from cameo_service.usecases.guardianship_ports import GuardianshipReads, GuardianshipWrites
from cameo_service.usecases.held_ports import HeldReads, HeldWrites
from cameo_service.usecases.invitation_ports import InvitationReads, InvitationWrites
from cameo_service.usecases.kept_ports import KeptReads
from cameo_service.usecases.operator_ports import OperatorWrites
from cameo_service.usecases.removal_ports import RemovalReads, RemovalWrites
from cameo_service.usecases.render_ports import RenderReads, RenderWrites
from cameo_service.usecases.replay_ports import ReplayMemory, ReplayReads
from cameo_service.usecases.subject_ports import SubjectReads, SubjectWrites


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
