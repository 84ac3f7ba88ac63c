"""Reads of one moment, over a connection that has begun a transaction."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.access_reads import AccessReads
from cameo_service.storage.delegation_reads import DelegationReads
from cameo_service.storage.erasure_reads import ErasureReads
from cameo_service.storage.facts_query import read_facts
from cameo_service.storage.group_reads import GroupReads
from cameo_service.storage.guardianship_reads import GuardianshipReads
from cameo_service.storage.held_reads import HeldReads
from cameo_service.storage.invitation_reads import InvitationReads
from cameo_service.storage.kept_reads import KeptReads
from cameo_service.storage.name_reads import NameReads
from cameo_service.storage.outbox_reads import OutboxReads
from cameo_service.storage.removal_reads import RemovalReads
from cameo_service.storage.render_reads import RenderReads
from cameo_service.storage.replay_reads import ReplayReads
from cameo_service.storage.values import modalities, restrictions, subject_or_none, uses
from cameo_service.storage.wrapped_keys import WrappedKey, WrappedKeys
from cameo_service.usecases.ports.activity import ActivityRow, RefusedTally
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, SealedItem, SessionRow
from cameo_service.usecases.ports.renders import TakedownId
from cameo_service.usecases.ports.subjects import QUARANTINE_US
from consent.facts import Block, Grant, RequesterFacts, SubjectFacts
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import Purpose
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import AgeClass, Assurance, Audience, SubjectState
from liveness.live.session import SessionState

REMEMBERED_US = 24 * 3_600_000_000
"""How long the answer to a write is kept for its repetition: 24 h."""

ANONYMOUS = RequesterFacts(subject=None, state=SubjectState.ACTIVE, age=AgeClass.UNKNOWN)

_SESSIONS = (
    "SELECT session_id, subject_id, request_id, purposes, consent_record, state, attempts, created_us, expires_us,"
    " checks, record, act FROM sessions"
)


class SqliteSnapshot(
    AccessReads,
    DelegationReads,
    ErasureReads,
    GroupReads,
    GuardianshipReads,
    HeldReads,
    InvitationReads,
    KeptReads,
    NameReads,
    OutboxReads,
    RemovalReads,
    RenderReads,
    ReplayReads,
):
    """See ports.Snapshot."""

    def __init__(self, connection: sqlite3.Connection, keys: WrappedKeys, *, counts_guardians: bool = False) -> None:
        self._connection = connection
        self._keys = keys
        self._counts_guardians = counts_guardians

    def revision(self) -> int:
        """The newest revision seen."""
        (revision,) = self._connection.execute("SELECT revision FROM deployment").fetchone()
        return int(revision)

    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        """Who asks; anonymous for None or an unknown id."""
        if subject is None:
            return ANONYMOUS
        statement = "SELECT state, age FROM subjects WHERE subject_id = ?"
        row = self._connection.execute(statement, (subject.bytes,)).fetchone()
        return ANONYMOUS if row is None else RequesterFacts(subject, SubjectState(row[0]), AgeClass(row[1]))

    def subject_facts(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        """Facts for all owners in one statement."""
        counts = self._counts_guardians
        return read_facts(self._connection, owners, requester, provider, now_us, counts_guardians=counts)

    def subjects_by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        """Whose the live handles are, in one statement."""
        marks = ", ".join("?" * len(handles))
        statement = f"SELECT handle, subject_id FROM handles WHERE released_us IS NULL AND handle IN ({marks})"  # noqa: S608 - only placeholders are put in
        return {
            handle: SubjectId(UUID(bytes=subject)) for handle, subject in self._connection.execute(statement, handles)
        }

    def handle_of(self, subject: SubjectId) -> str | None:
        """The subject's live handle."""
        statement = "SELECT handle FROM handles WHERE subject_id = ? AND released_us IS NULL"
        row = self._connection.execute(statement, (subject.bytes,)).fetchone()
        return None if row is None else str(row[0])

    def current_handles(self, subjects: Collection[SubjectId]) -> dict[SubjectId, str]:
        """Current handles, in one statement."""
        wanted = [subject.bytes for subject in subjects]
        marks = ", ".join("?" * len(wanted))
        statement = f"SELECT subject_id, handle FROM handles WHERE released_us IS NULL AND subject_id IN ({marks})"  # noqa: S608 - only placeholders are put in
        return {
            SubjectId(UUID(bytes=subject)): handle for subject, handle in self._connection.execute(statement, wanted)
        }

    def has_handles_to_forget(self, now_us: int) -> bool:
        """Whether a handle came out of quarantine."""
        statement = "SELECT 1 FROM handles WHERE released_us <= ? LIMIT 1"
        return self._connection.execute(statement, (now_us - QUARANTINE_US,)).fetchone() is not None

    def subject_of(self, issuer: str, sub: str) -> SubjectId | None:
        """Whom the identity provider's name stands for."""
        statement = "SELECT subject_id FROM identities WHERE issuer = ? AND sub = ?"
        row = self._connection.execute(statement, (issuer, sub)).fetchone()
        return None if row is None else SubjectId(UUID(bytes=row[0]))

    def session(self, session_id: EnrollmentId) -> SessionRow | None:
        """An enrollment session."""
        row = self._connection.execute(f"{_SESSIONS} WHERE session_id = ?", (session_id.bytes,)).fetchone()
        return None if row is None else _session(row)

    def enrollment(self, subject: SubjectId) -> EnrollmentRow | None:
        """The subject's enrollment with its sealed items.

        Raises:
            SealBrokenError: an item's key is gone: the enrollment was replaced or erased since this snapshot began.
        """
        row = self._connection.execute(
            "SELECT enrollment_id, version, assurance, audience_ceiling, modalities, created_us, expires_us,"
            " bound_to FROM enrollments WHERE subject_id = ?",
            (subject.bytes,),
        ).fetchone()
        if row is None:
            return None
        return EnrollmentRow(
            enrollment_id=EnrollmentId(UUID(bytes=row[0])),
            subject=subject,
            version=row[1],
            assurance=Assurance(row[2]),
            audience_ceiling=Audience(row[3]),
            modalities=modalities(row[4]),
            created_us=row[5],
            expires_us=row[6],
            sealed=self._sealed(subject.bytes, self._keys.of(subject.bytes, row[0])),
            bound_to=row[7],
        )

    def _sealed(self, subject: bytes, keys: dict[tuple[str, str], WrappedKey]) -> tuple[SealedItem, ...]:
        rows = self._connection.execute(
            "SELECT kind, model_id, ciphertext FROM sealed_items WHERE subject_id = ? ORDER BY kind, model_id",
            (subject,),
        ).fetchall()
        if any((kind, model_id) not in keys for kind, model_id, _ in rows):
            raise SealBrokenError("a sealed item has no key: read the enrollment again")
        return tuple(
            SealedItem(kind, model_id, *keys[kind, model_id], ciphertext) for kind, model_id, ciphertext in rows
        )

    def grants_from(self, owner: SubjectId) -> tuple[Grant, ...]:
        """All grants of one owner."""
        rows = self._connection.execute(
            "SELECT grant_id, grantee, modalities, uses, expires_us, provider, max_renders, per_day,"
            " asks_each_time FROM grants"
            " WHERE owner = ?"
            " ORDER BY grantee, provider",
            (owner.bytes,),
        )
        return tuple(
            Grant(
                grant_id=GrantId(UUID(bytes=grant_id)),
                owner=owner,
                grantee=SubjectId(UUID(bytes=grantee)),
                modalities=modalities(modality_text),
                uses=uses(use_text),
                expires_us=expires_us,
                provider=provider or None,
                max_renders=max_renders,
                per_day=per_day,
                asks_each_time=bool(asks),
            )
            for grant_id, grantee, modality_text, use_text, expires_us, provider, max_renders, per_day, asks in rows
        )

    def owners_granting(self, grantee: SubjectId, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        """Owners with a grant for this person or a group they are in, by the indexes on grantees and members."""
        theirs = (grantee.bytes, after.bytes if after else b"")
        rows = self._connection.execute(
            "SELECT owner FROM grants WHERE grantee = ? AND owner > ?"
            " UNION SELECT m.owner FROM group_members m JOIN group_grants h ON h.owner = m.owner"
            " AND h.group_id = m.group_id WHERE m.member = ? AND m.owner > ? ORDER BY 1 LIMIT ?",
            (*theirs, *theirs, limit),
        )
        return tuple(SubjectId(UUID(bytes=owner)) for (owner,) in rows)

    def blocks_from(self, owner: SubjectId) -> tuple[Block, ...]:
        """All blocks of one owner, expired ones too."""
        statement = "SELECT actor, expires_us FROM blocks WHERE owner = ? ORDER BY actor"
        rows = self._connection.execute(statement, (owner.bytes,))
        return tuple(Block(owner, SubjectId(UUID(bytes=actor)), expires_us) for actor, expires_us in rows)

    def restrictions(self, owner: SubjectId) -> Restrictions:
        """The owner's restrictions."""
        statement = "SELECT denied_classes, banned_words, preferences, wishes FROM restrictions WHERE owner = ?"
        row = self._connection.execute(statement, (owner.bytes,)).fetchone()
        return UNTOUCHED if row is None else restrictions(*row)

    def activity(self, owner: SubjectId, limit: int) -> tuple[ActivityRow, ...]:
        """The newest lines of a subject's feed, newest first."""
        rows = self._connection.execute(
            "SELECT revision, at_us, kind, actor, provider, reason, count, output_sha256, takedown_id FROM activity"
            " WHERE owner = ? ORDER BY revision DESC, seq DESC LIMIT ?",
            (owner.bytes, limit),
        )
        return tuple(_activity(owner, row) for row in rows)

    def refused_between(self, after_us: int, until_us: int) -> tuple[RefusedTally, ...]:
        """The hours of refused attempts that an index on their latest times finds."""
        rows = self._connection.execute(
            "SELECT owner, actor, SUM(count), MAX(at_us) FROM activity WHERE kind = 'refused' AND (owner, actor, hour)"
            " IN (SELECT owner, actor, hour FROM activity WHERE kind = 'refused' AND at_us > ? AND at_us <= ?)"
            " GROUP BY owner, actor, hour ORDER BY 4, 1, 2",
            (after_us, until_us),
        )
        return tuple(
            RefusedTally(SubjectId(UUID(bytes=owner)), subject_or_none(actor), count, at_us)
            for owner, actor, count, at_us in rows
        )

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """The request's digest and its answer, if it was answered in the last 24 h."""
        row = self._connection.execute(
            "SELECT body_sha256, reply FROM remembered_requests WHERE caller = ? AND request_id = ? AND created_us > ?",
            (caller, request_id, now_us - REMEMBERED_US),
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def sessions_in(self, state: SessionState) -> tuple[SessionRow, ...]:
        """Every session stored in this state. Reads the whole table, so it is for the start only."""
        rows = self._connection.execute(f"{_SESSIONS} WHERE state = ? ORDER BY session_id", (state,))
        return tuple(_session(row) for row in rows)

    def sessions_since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        """The subject's sessions that were created after this time, the oldest first."""
        statement = f"{_SESSIONS} WHERE subject_id = ? AND created_us > ? ORDER BY created_us, session_id"
        return tuple(_session(row) for row in self._connection.execute(statement, (subject.bytes, since_us)))


def _session(row: tuple[Any, ...]) -> SessionRow:
    session_id, subject, request_id, purposes, consent, state, attempts, created_us, expires_us, *judged = row
    checks, record, act = judged
    return SessionRow(
        session_id=EnrollmentId(UUID(bytes=session_id)),
        subject=SubjectId(UUID(bytes=subject)),
        request_id=request_id,
        purposes=frozenset(map(Purpose, json.loads(purposes))),
        consent_record=consent,
        state=SessionState(state),
        attempts=attempts,
        created_us=created_us,
        expires_us=expires_us,
        checks=tuple((check, result, reason) for check, result, reason in json.loads(checks)),
        record=record,
        act=OwnerAct(act) if act else None,
    )


def _activity(owner: SubjectId, row: tuple[Any, ...]) -> ActivityRow:
    revision, at_us, kind, actor, provider, reason, count, output_sha256, takedown_id = row
    return ActivityRow(
        owner=owner,
        revision=revision,
        at_us=at_us,
        kind=kind,
        actor=subject_or_none(actor),
        provider=provider,
        reason=reason,
        count=count,
        output_sha256=output_sha256,
        takedown_id=None if takedown_id is None else TakedownId(UUID(bytes=takedown_id)),
    )
