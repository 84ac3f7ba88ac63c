"""A Store in dicts. Small enough to read in one go; the storage contract suite runs over it and the database alike."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from threading import RLock
from typing import Any

from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow
from cameo_service.usecases.ports.events import EventRow
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Transaction, furnish
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.facts import LIVE_BY_DEFAULT, Block, Grant
from consent.grants import AccessRequest
from consent.identity import EnrollmentId, RenderGrantId, SubjectId
from consent.names import PersonName, Run
from consent.restrictions import Restrictions
from consent.terms import Audience
from tests.cameo_service.usecases.memory_activity import MemoryActivity
from tests.cameo_service.usecases.memory_consent import (
    MemoryAccessRequests,
    MemoryBlocks,
    MemoryEpochs,
    MemoryEverything,
    MemoryFacts,
    MemoryGrants,
)
from tests.cameo_service.usecases.memory_enrollments import (
    InvitationTables,
    MemoryEnrollments,
    MemoryInvitations,
    MemoryNetMoves,
    MemoryOwnerProofs,
    MemoryRecordings,
    MemorySessions,
    NetMoveTables,
    ReplayTables,
)
from tests.cameo_service.usecases.memory_erasures import (
    ErasureTables,
    MemoryErasures,
)
from tests.cameo_service.usecases.memory_groups import GroupTables, MemoryGroups
from tests.cameo_service.usecases.memory_held import HeldTables, MemoryHeld
from tests.cameo_service.usecases.memory_outbox import MemoryEvents
from tests.cameo_service.usecases.memory_people import HeldHandle, MemoryNames, MemoryPeople, MemoryRestrictions, Person
from tests.cameo_service.usecases.memory_removals import MemoryRemovals, RemovalTables
from tests.cameo_service.usecases.memory_renders import MemoryRenders, MemoryTakedowns, RenderTables
from tests.cameo_service.usecases.memory_rows import ROWS

DAY_US = 24 * 60 * 60 * 1_000_000


@dataclass
class Tables(
    RenderTables,
    HeldTables,
    ReplayTables,
    ErasureTables,
    RemovalTables,
    GroupTables,
    InvitationTables,
    NetMoveTables,
):
    revision: int = 0
    live_ceiling: Audience = LIVE_BY_DEFAULT
    everything_frozen: bool = False
    counts_guardians: bool = False
    rows: dict[str, dict[Any, Any]] = field(default_factory=dict)
    global_epoch: int = 0
    people: dict[SubjectId, Person] = field(default_factory=dict)
    accounts: dict[tuple[str, str], SubjectId] = field(default_factory=dict)
    handles: list[HeldHandle] = field(default_factory=list)
    sessions: dict[EnrollmentId, SessionRow] = field(default_factory=dict)
    beats: dict[EnrollmentId, int] = field(default_factory=dict)
    enrollments: dict[SubjectId, EnrollmentRow] = field(default_factory=dict)
    grants: dict[tuple[SubjectId, SubjectId, str | None], Grant] = field(default_factory=dict)
    given_us: dict[tuple[SubjectId, SubjectId, str | None], int] = field(default_factory=dict)
    blocks: dict[tuple[SubjectId, SubjectId], Block] = field(default_factory=dict)
    revoked: set[tuple[SubjectId, SubjectId, str | None]] = field(default_factory=set)
    pair_epochs: dict[tuple[SubjectId, SubjectId, str | None], int] = field(default_factory=dict)
    spent: set[RenderGrantId] = field(default_factory=set)
    activity: list[ActivityRow] = field(default_factory=list)
    restrictions: dict[SubjectId, Restrictions] = field(default_factory=dict)
    names: dict[SubjectId, tuple[PersonName, ...]] = field(default_factory=dict)
    refused_by_name: dict[tuple[SubjectId, Run], int] = field(default_factory=dict)
    access_requests: dict[tuple[SubjectId, SubjectId], AccessRequest] = field(default_factory=dict)
    owner_proofs: dict[tuple[SubjectId, str], int] = field(default_factory=dict)
    told_everybody: list[tuple[str, str, str]] = field(default_factory=list)
    outbox: list[EventRow] = field(default_factory=list)
    swept_us: int = 0
    refusals_told_us: int = 0
    forgotten_revision: int = 0
    posted: tuple[int, int] = (0, 0)
    remembered: dict[tuple[str, str], tuple[bytes, bytes, int]] = field(default_factory=dict)

    def copy(self) -> "Tables":
        copied = Tables(**{table.name: copy(getattr(self, table.name)) for table in fields(self)})
        copied.rows = {name: copy(rows) for name, rows in self.rows.items()}
        return copied


class MemorySnapshot(Snapshot):
    def __init__(self, tables: Tables) -> None:
        self.tables: Tables = tables

    def revision(self) -> int:
        return self.tables.revision

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        found = self.tables.remembered.get((caller, request_id))
        return found[:2] if found and found[2] > now_us - DAY_US else None


class MemoryTransaction(MemorySnapshot, Transaction):
    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._revision: int | None = None

    def next_revision(self) -> int:
        if self._revision is None:
            self.tables.revision += 1
            self._revision = self.tables.revision
        return self._revision

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        self.tables.remembered[caller, request_id] = (body_sha256, reply, now_us)

    def person(self, subject: SubjectId) -> Person:
        if subject not in self.tables.people:
            raise UnknownSubjectError("no such subject: ensure it first")
        return self.tables.people[subject]

    def change(self, subject: SubjectId, **changes: Any) -> Person:
        self.tables.people[subject] = replace(self.person(subject), **changes)
        return self.tables.people[subject]


furnish(
    MemorySnapshot,
    Transaction.people.by(MemoryPeople),
    Transaction.names.by(MemoryNames),
    Transaction.restrictions.by(MemoryRestrictions),
    Transaction.facts.by(MemoryFacts),
    Transaction.grants.by(MemoryGrants),
    Transaction.blocks.by(MemoryBlocks),
    Transaction.access_requests.by(MemoryAccessRequests),
    Transaction.groups.by(MemoryGroups),
    Transaction.sessions.by(MemorySessions),
    Transaction.invitations.by(MemoryInvitations),
    Transaction.owner_proofs.by(MemoryOwnerProofs),
    Transaction.enrollments.by(MemoryEnrollments),
    Transaction.net_moves.by(MemoryNetMoves),
    Transaction.recordings.by(MemoryRecordings),
    Transaction.renders.by(MemoryRenders),
    Transaction.takedowns.by(MemoryTakedowns),
    Transaction.held.by(MemoryHeld),
    Transaction.removals.by(MemoryRemovals),
    Transaction.erasures.by(MemoryErasures),
    Transaction.activity.by(MemoryActivity),
    Transaction.events.by(MemoryEvents),
    *ROWS.items(),
)
furnish(MemoryTransaction, Transaction.epochs.by(MemoryEpochs), Transaction.everything.by(MemoryEverything))


class MemoryStore:
    def __init__(self, deployment: Deployment) -> None:
        self.tables = Tables()
        self._deployment = deployment
        self._lock = RLock()

    def count_guardians(self) -> None:
        self.tables.counts_guardians = True

    def open_live_to(self, audience: Audience) -> None:
        self.tables.live_ceiling = audience

    def deployment(self) -> Deployment:
        return self._deployment

    @contextmanager
    def read(self) -> Iterator[MemorySnapshot]:
        yield MemorySnapshot(self.tables)

    def glance(self) -> AbstractContextManager[MemorySnapshot]:
        return self.read()

    @contextmanager
    def write(self) -> Iterator[MemoryTransaction]:
        with self._lock:
            tables = self.tables.copy()
            yield MemoryTransaction(tables)
            self.tables = tables
