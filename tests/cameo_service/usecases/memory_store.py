"""A Store in dicts. Small enough to read in one go; the storage contract suite runs over it and the database alike."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from threading import RLock
from typing import Any

from cameo_service.usecases.acting.event_body import activity_body
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow, RefusedTally
from cameo_service.usecases.ports.deployment import Deployment
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow
from cameo_service.usecases.ports.events import EventRow
from cameo_service.usecases.ports.subjects import QUARANTINE_US, HandleTakenError, UnknownSubjectError
from consent.access_request import AccessRequest
from consent.facts import Block, Enrollment, Grant, RequesterFacts, SubjectFacts
from consent.guardianship import Guardian
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.names import PersonName
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import AgeClass, Audience, SubjectState
from liveness.live.session import SessionState
from tests.cameo_service.usecases.memory_delegations import DelegationTables, MemoryDelegations
from tests.cameo_service.usecases.memory_erasures import ErasureTables, MemoryErasureReads, MemoryErasureWrites
from tests.cameo_service.usecases.memory_groups import GroupTables, MemoryGroupReads, MemoryGroupWrites
from tests.cameo_service.usecases.memory_guardianships import GuardianshipTables, MemoryGuardianships
from tests.cameo_service.usecases.memory_held import HeldTables, MemoryHeldReads, MemoryHeldWrites
from tests.cameo_service.usecases.memory_invitations import InvitationTables, MemoryInvitations
from tests.cameo_service.usecases.memory_kept import MemoryKept
from tests.cameo_service.usecases.memory_outbox import MemoryOutboxReads, MemoryOutboxWrites
from tests.cameo_service.usecases.memory_removals import MemoryRemovals, RemovalTables
from tests.cameo_service.usecases.memory_renders import MemoryRenderReads, MemoryRenderWrites, RenderTables
from tests.cameo_service.usecases.memory_replays import MemoryReplayReads, MemoryReplays, ReplayTables

HOUR_US = 60 * 60 * 1_000_000
DAY_US = 24 * HOUR_US


@dataclass(frozen=True)
class Person:
    state: SubjectState = SubjectState.ACTIVE
    age: AgeClass = AgeClass.UNKNOWN
    audience: Audience = Audience.ONLY_ME
    frozen: bool = False
    epoch: int = 0
    asks: bool = False
    was_adult: bool = False


@dataclass(frozen=True)
class HeldHandle:
    subject: SubjectId
    handle: str
    skeleton: str
    claimed_us: int
    released_us: int | None = None


def _is_out_of_quarantine(held: HeldHandle, now_us: int) -> bool:
    return held.released_us is not None and held.released_us <= now_us - QUARANTINE_US


@dataclass
class Tables(
    RenderTables,
    HeldTables,
    ReplayTables,
    ErasureTables,
    RemovalTables,
    GroupTables,
    DelegationTables,
    GuardianshipTables,
    InvitationTables,
):
    revision: int = 0
    everything_frozen: bool = False
    global_epoch: int = 0
    people: dict[SubjectId, Person] = field(default_factory=dict)
    accounts: dict[tuple[str, str], SubjectId] = field(default_factory=dict)
    handles: list[HeldHandle] = field(default_factory=list)
    sessions: dict[EnrollmentId, SessionRow] = field(default_factory=dict)
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
        return Tables(**{table.name: copy(getattr(self, table.name)) for table in fields(self)})


class MemorySnapshot(
    MemoryOutboxReads,
    MemoryRenderReads,
    MemoryHeldReads,
    MemoryErasureReads,
    MemoryRemovals,
    MemoryDelegations,
    MemoryGuardianships,
    MemoryGroupReads,
    MemoryReplayReads,
    MemoryInvitations,
    MemoryKept,
):
    def __init__(self, tables: Tables) -> None:
        self.tables: Tables = tables

    def revision(self) -> int:
        return self.tables.revision

    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        person = self.tables.people.get(subject) if subject else None
        if person is None:
            return RequesterFacts(None, SubjectState.ACTIVE, AgeClass.UNKNOWN)
        return RequesterFacts(subject, person.state, person.age)

    def subject_facts(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        return {
            owner: self._facts(owner, requester, provider, now_us) for owner in owners if owner in self.tables.people
        }

    def _facts(self, owner: SubjectId, requester: SubjectId | None, provider: str, now_us: int) -> SubjectFacts:
        tables, person = self.tables, self.tables.people[owner]
        pair = (owner, requester or owner)
        block = tables.blocks.get(pair) if requester else None
        return SubjectFacts(
            subject=owner,
            state=person.state,
            frozen=person.frozen,
            age=person.age,
            audience=person.audience,
            enrollment=_enrollment(tables.enrollments.get(owner)),
            blocked=block is not None and (block.expires_us is None or block.expires_us > now_us),
            revoked=requester is not None and any((*pair, scope) in tables.revoked for scope in (None, provider)),
            mutual=None,
            grants=tuple(
                grant
                for grant in [*self._through_groups(owner, requester), *self.grants_from(owner)]
                if grant.grantee == requester and grant.provider in (None, provider)
            ),
            owner_epoch=person.epoch,
            pair_epoch=max(tables.pair_epochs.get((*pair, scope), 0) for scope in (None, provider)) if requester else 0,
            everything_frozen=tables.everything_frozen,
            global_epoch=tables.global_epoch,
            restrictions=self.restrictions(owner),
            asks_each_time=person.asks,
            guardian=self._guardian(owner, now_us),
        )

    def _guardian(self, owner: SubjectId, now_us: int) -> Guardian | None:
        link = self.tables.guardianships.get(owner) if self.tables.counts_guardians else None
        if link is None or link.expires_us <= now_us:
            return None
        who = self.requester(link.guardian)
        counts = (who.state, who.age) == (SubjectState.ACTIVE, AgeClass.ADULT)
        return Guardian(link.guardian, link.expires_us) if counts else None

    def _through_groups(self, owner: SubjectId, requester: SubjectId | None) -> list[Grant]:
        groups = [group for whose, member, group in self.tables.members if (whose, member) == (owner, requester)]
        return [
            grant.to_member(requester)
            for group in groups
            if requester is not None
            for grant in self.group_grants(owner, group)
        ]

    def subjects_by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        return {held.handle: held.subject for held in self._live_handles() if held.handle in handles}

    def has_handles_to_forget(self, now_us: int) -> bool:
        return any(_is_out_of_quarantine(held, now_us) for held in self.tables.handles)

    def _live_handles(self) -> list[HeldHandle]:
        return [held for held in self.tables.handles if held.released_us is None]

    def handle_of(self, subject: SubjectId) -> str | None:
        return next((held.handle for held in self._live_handles() if held.subject == subject), None)

    def current_handles(self, subjects: Collection[SubjectId]) -> dict[SubjectId, str]:
        return {held.subject: held.handle for held in self._live_handles() if held.subject in subjects}

    def subject_of(self, issuer: str, sub: str) -> SubjectId | None:
        return self.tables.accounts.get((issuer, sub))

    def session(self, session_id: EnrollmentId) -> SessionRow | None:
        return self.tables.sessions.get(session_id)

    def sessions_in(self, state: SessionState) -> tuple[SessionRow, ...]:
        found = [session for session in self.tables.sessions.values() if session.state == state]
        return tuple(sorted(found, key=lambda session: session.session_id))

    def sessions_since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        found = [row for row in self.tables.sessions.values() if row.subject == subject and row.created_us > since_us]
        return tuple(sorted(found, key=lambda session: (session.created_us, session.session_id)))

    def enrollment(self, subject: SubjectId) -> EnrollmentRow | None:
        return self.tables.enrollments.get(subject)

    def grants_from(self, owner: SubjectId) -> tuple[Grant, ...]:
        found = [grant for grant in self.tables.grants.values() if grant.owner == owner]
        return tuple(sorted(found, key=lambda grant: (grant.grantee, grant.provider or "")))

    def owners_granting(self, grantee: SubjectId, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        found = {grant.owner for grant in self.tables.grants.values() if grant.grantee == grantee}
        groups = {group for _, member, group in self.tables.members if member == grantee}
        found |= {grant.owner for grant in self.tables.group_permissions.values() if grant.group in groups}
        return tuple(owner for owner in sorted(found) if after is None or owner > after)[:limit]

    def blocks_from(self, owner: SubjectId) -> tuple[Block, ...]:
        found = [block for block in self.tables.blocks.values() if block.owner == owner]
        return tuple(sorted(found, key=lambda block: block.actor))

    def restrictions(self, owner: SubjectId) -> Restrictions:
        return self.tables.restrictions.get(owner, UNTOUCHED)

    def bearers(self, sounds: Sequence[str]) -> tuple[tuple[SubjectId, PersonName], ...]:
        named = sorted(self.tables.names.items())
        return tuple((owner, name) for owner, names in named for name in names if name.sound in sounds)

    def names_of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        return self.tables.names.get(owner, ())

    def access_requests(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        found = [wish for wish in self.tables.access_requests.values() if wish.owner == owner]
        return tuple(sorted(found, key=lambda wish: (wish.asked_us, wish.requester)))

    def activity(self, owner: SubjectId, limit: int) -> tuple[ActivityRow, ...]:
        newest_first = [row for row in reversed(self.tables.activity) if row.owner == owner]
        newest_first.sort(key=lambda row: row.revision, reverse=True)
        return tuple(newest_first[:limit])

    def refused_between(self, after_us: int, until_us: int) -> tuple[RefusedTally, ...]:
        refused = [row for row in self.tables.activity if row.kind == REFUSED]
        hours = {_pair_hour(row) for row in refused if after_us < row.at_us <= until_us}
        tallies = []
        for owner, actor, hour in hours:
            rows = [row for row in refused if _pair_hour(row) == (owner, actor, hour)]
            at_us = max(row.at_us for row in rows)
            tallies.append(RefusedTally(owner, actor, sum(row.count for row in rows), at_us))
        return tuple(sorted(tallies, key=lambda tally: (tally.at_us, tally.owner, str(tally.actor or ""))))

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        found = self.tables.remembered.get((caller, request_id))
        return found[:2] if found and found[2] > now_us - DAY_US else None


class MemoryTransaction(
    MemorySnapshot,
    MemoryOutboxWrites,
    MemoryRenderWrites,
    MemoryHeldWrites,
    MemoryReplays,
    MemoryErasureWrites,
    MemoryGroupWrites,
):
    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._revision: int | None = None

    def next_revision(self) -> int:
        if self._revision is None:
            self.tables.revision += 1
            self._revision = self.tables.revision
        return self._revision

    def _person(self, subject: SubjectId) -> Person:
        if subject not in self.tables.people:
            raise UnknownSubjectError("no such subject: ensure it first")
        return self.tables.people[subject]

    def _change(self, subject: SubjectId, **changes: Any) -> Person:
        self.tables.people[subject] = replace(self._person(subject), **changes)
        return self.tables.people[subject]

    def ensure_subject(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        subject = self.tables.accounts.setdefault((issuer, sub), new_id)
        self.tables.people.setdefault(subject, Person())
        return subject

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        self._person(subject)
        for held in self.tables.handles:
            if held.subject != subject and held.skeleton == skeleton and not _is_out_of_quarantine(held, now_us):
                raise HandleTakenError("this handle is taken or was until recently: choose another")
        for index, held in enumerate(self.tables.handles):
            if held.subject == subject and held.released_us is None:
                self.tables.handles[index] = replace(held, released_us=now_us)
        self.tables.handles.append(HeldHandle(subject, handle, skeleton, now_us))

    def forget_handles(self, now_us: int) -> int:
        kept = [held for held in self.tables.handles if not _is_out_of_quarantine(held, now_us)]
        forgotten = len(self.tables.handles) - len(kept)
        self.tables.handles = kept
        return forgotten

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        self._change(subject, age=AgeClass(age))

    def set_was_adult(self, subject: SubjectId, *, was_adult: bool) -> None:
        self._change(subject, was_adult=was_adult)

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        self._change(owner, audience=audience)

    def put_grant(self, grant: Grant, now_us: int) -> None:
        self._person(grant.owner)
        if grant.provider == "":
            raise ValueError("a provider is None or a service id, never an empty name")
        self.tables.grants[grant.owner, grant.grantee, grant.provider] = grant
        self.tables.given_us[grant.owner, grant.grantee, grant.provider] = now_us
        pair = (grant.owner, grant.grantee)
        cleared = {mark for mark in self.tables.revoked if mark[:2] == pair and grant.provider in (None, mark[2])}
        self.tables.revoked -= cleared

    def end_grants(
        self, owner: SubjectId, grantee: SubjectId, now_us: int, provider: str | None = None
    ) -> tuple[GrantId, ...]:
        self._person(owner)
        self.tables.revoked.add((owner, grantee, provider))
        ended = [
            grant
            for grant in self.grants_from(owner)
            if grant.grantee == grantee and provider in (None, grant.provider)
        ]
        for grant in ended:
            del self.tables.grants[owner, grantee, grant.provider]
        return tuple(grant.grant_id for grant in ended)

    def put_block(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        self._person(owner)
        self.tables.blocks[owner, actor] = Block(owner, actor, expires_us)

    def end_block(self, owner: SubjectId, actor: SubjectId) -> None:
        self.tables.blocks.pop((owner, actor), None)

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        self._change(owner, frozen=frozen)

    def set_asking(self, owner: SubjectId, *, each_time: bool) -> None:
        self._change(owner, asks=each_time)

    def set_everything_frozen(self, *, frozen: bool) -> None:
        self.tables.everything_frozen = frozen

    def bump_global_epoch(self) -> int:
        self.tables.held.clear()
        self.tables.global_epoch += 1
        return self.tables.global_epoch

    def set_state(self, subject: SubjectId, state: SubjectState) -> None:
        self._change(subject, state=state)

    def record_everything(self, kind: str, service_id: str, reason: str, now_us: int) -> None:
        self.tables.told_everybody.append((kind, service_id, reason))

    def put_restrictions(self, owner: SubjectId, restrictions: Restrictions) -> None:
        self._person(owner)
        self.tables.restrictions[owner] = restrictions

    def put_names(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        self._person(owner)
        self.tables.names[owner] = tuple(sorted(names, key=lambda name: name.words))

    def put_access_request(self, wish: AccessRequest) -> bool:
        self._person(wish.owner)
        is_new = (wish.owner, wish.requester) not in self.tables.access_requests
        self.tables.access_requests[wish.owner, wish.requester] = wish
        return is_new

    def end_access_request(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        return self.tables.access_requests.pop((owner, requester), None)

    def bump_owner_epoch(self, owner: SubjectId) -> int:
        self.end_all_held(owner, None)
        return self.told_epoch(owner, None, self._change(owner, epoch=self._person(owner).epoch + 1).epoch)

    def bump_pair_epoch(self, owner: SubjectId, actor: SubjectId, provider: str | None = None) -> int:
        self._person(owner)
        self.end_all_held(owner, actor, provider)
        epoch = self.tables.pair_epochs[owner, actor, provider] = self.next_revision()
        return self.told_epoch(owner, actor, epoch, provider)

    def put_owner_proof(self, owner: SubjectId, act: str, verified_us: int) -> None:
        self._person(owner)
        self.tables.owner_proofs[owner, act] = verified_us

    def take_owner_proof(self, owner: SubjectId, act: str) -> int | None:
        return self.tables.owner_proofs.pop((owner, act), None)

    def put_session(self, session: SessionRow) -> None:
        self._person(session.subject)
        self.tables.sessions[session.session_id] = session

    def put_enrollment(self, enrollment: EnrollmentRow) -> None:
        self._person(enrollment.subject)
        self.tables.enrollments[enrollment.subject] = enrollment

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        is_first = render_grant_id not in self.tables.spent
        self.tables.spent.add(render_grant_id)
        return is_first

    def record_activity(self, row: ActivityRow) -> None:
        if self._person(row.owner).state is not SubjectState.ERASED:
            self._append_line(row)
        if row.kind != REFUSED:
            self.emit(row.owner, row.kind, activity_body(row), row.at_us)

    def _append_line(self, row: ActivityRow) -> None:
        for index, earlier in enumerate(self.tables.activity):
            if row.kind == REFUSED and _counts_as_one(earlier, row):
                self.tables.activity[index] = replace(row, count=earlier.count + row.count)
                return
        self.tables.activity.append(row)

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        self.tables.remembered[caller, request_id] = (body_sha256, reply, now_us)


def _enrollment(row: EnrollmentRow | None) -> Enrollment | None:
    if row is None:
        return None
    return Enrollment(
        row.enrollment_id, row.version, row.assurance, row.audience_ceiling, row.modalities, row.expires_us
    )


def _pair_hour(row: ActivityRow) -> tuple[SubjectId, SubjectId | None, int]:
    return row.owner, row.actor, row.at_us // HOUR_US


def _counts_as_one(earlier: ActivityRow, row: ActivityRow) -> bool:
    def key(activity: ActivityRow) -> tuple[object, ...]:
        return activity.kind, activity.owner, activity.actor, activity.reason, activity.at_us // HOUR_US

    return key(earlier) == key(row)


class MemoryStore:
    def __init__(self, deployment: Deployment) -> None:
        self.tables = Tables()
        self._deployment = deployment
        self._lock = RLock()

    def count_guardians(self) -> None:
        self.tables.counts_guardians = True

    def deployment(self) -> Deployment:
        return self._deployment

    @contextmanager
    def read(self) -> Iterator[MemorySnapshot]:
        yield MemorySnapshot(self.tables)

    @contextmanager
    def write(self) -> Iterator[MemoryTransaction]:
        with self._lock:
            tables = self.tables.copy()
            yield MemoryTransaction(tables)
            self.tables = tables
