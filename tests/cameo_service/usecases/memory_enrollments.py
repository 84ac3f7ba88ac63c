"""Enrollments of the store in memory, and what leads to them. It seals nothing, so it wraps nothing anew."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from cameo_service.usecases.ports.enrollment import (
    RECORDING_FINGERPRINT,
    AttemptId,
    EnrollmentRow,
    InvitationId,
    InvitationRow,
    OwnerProof,
    RunningAttempt,
    SealedItem,
    SealedTrace,
    SessionRow,
    templates_of,
)
from cameo_service.usecases.ports.net_moves import NetMove
from cameo_service.usecases.ports.recordings import SeenRecording
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from liveness.observations import MediaFingerprint
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass
class InvitationTables:
    invitations: dict[InvitationId, InvitationRow] = field(default_factory=dict)


@dataclass
class NetMoveTables:
    net_moves: dict[SubjectId, NetMove] = field(default_factory=dict)


@dataclass
class ReplayTables:
    recordings: list[SeenRecording] = field(default_factory=list)


class MemoryInvitations(MemoryRoom):
    def by_id(self, invitation_id: InvitationId) -> InvitationRow | None:
        found: InvitationRow | None = self.tables.invitations.get(invitation_id)
        return found

    def of(self, owner: SubjectId) -> tuple[InvitationRow, ...]:
        rows = [row for row in self.tables.invitations.values() if row.subject == owner]
        return tuple(sorted(rows, key=lambda row: (row.expires_us, row.invitation_id)))

    def put(self, row: InvitationRow) -> None:
        self.tables.invitations[row.invitation_id] = row


class MemorySessions(MemoryRoom):
    def by_id(self, session_id: EnrollmentId) -> SessionRow | None:
        return self.tables.sessions.get(session_id)

    def running(self) -> tuple[RunningAttempt, ...]:
        found = [
            RunningAttempt(session.session_id, session.attempt_id, self.tables.beats.get(session.session_id, 0))
            for session in self.tables.sessions.values()
            if session.attempt_id
        ]
        return tuple(sorted(found, key=lambda running: running.attempt_id))

    def beat(self, attempts: Collection[AttemptId]) -> None:
        for running in self.running():
            if running.attempt_id in attempts:
                self.tables.beats[running.session_id] = running.beats + 1

    def since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        found = [row for row in self.tables.sessions.values() if row.subject == subject and row.created_us > since_us]
        return tuple(sorted(found, key=lambda session: (session.created_us, session.session_id)))

    def put(self, session: SessionRow) -> None:
        self.within.person(session.subject)
        self.tables.sessions[session.session_id] = session


class MemoryOwnerProofs(MemoryRoom):
    def of(self, owner: SubjectId) -> tuple[OwnerProof, ...]:
        rows = sorted(self.tables.owner_proofs.items())
        return tuple(OwnerProof(OwnerAct(act), at_us) for (whose, act), at_us in rows if whose == owner)

    def put(self, owner: SubjectId, act: str, verified_us: int) -> None:
        self.within.person(owner)
        self.tables.owner_proofs[owner, act] = verified_us

    def take(self, owner: SubjectId, act: str) -> int | None:
        return self.tables.owner_proofs.pop((owner, act), None)


class MemoryEnrollments(MemoryRoom):
    def of(self, subject: SubjectId) -> EnrollmentRow | None:
        return self.tables.enrollments.get(subject)

    def traces_of(self, subject: SubjectId) -> tuple[SealedTrace, ...]:
        row = self.tables.enrollments.get(subject)
        items = [SealedTrace(item.kind, item.model_id, row.created_us) for item in row.sealed] if row else []
        seen = sorted(seen.seen_us for seen in self.tables.recordings if seen.owner == subject)
        items.sort(key=lambda trace: (trace.kind, trace.model_id))
        return (*items, *(SealedTrace(RECORDING_FINGERPRINT, "", at_us) for at_us in seen))

    def put(self, enrollment: EnrollmentRow) -> None:
        self.within.person(enrollment.subject)
        self.tables.enrollments[enrollment.subject] = enrollment

    def sealed_by_others(self, pack: str, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        found = [
            subject
            for subject, row in self.tables.enrollments.items()
            if any(item.model_id != pack for item in templates_of(row.sealed)) and (after is None or subject > after)
        ]
        return tuple(sorted(found)[:limit])

    def end(self, subject: SubjectId) -> Sequence[bytes]:
        ended = self.tables.enrollments.pop(subject, None)
        return [ended.enrollment_id.bytes] if ended else []

    def seal_too(self, enrollment: EnrollmentRow, item: SealedItem) -> None:
        row = self.tables.enrollments[enrollment.subject]
        self._seal(row, [*row.sealed, item])

    def unseal(self, enrollment: EnrollmentRow, kind: str) -> None:
        row = self.tables.enrollments[enrollment.subject]
        self._seal(row, [item for item in row.sealed if item.kind != kind])

    def _seal(self, row: EnrollmentRow, sealed: list[SealedItem]) -> None:
        in_order = tuple(sorted(sealed, key=lambda item: (item.kind, item.model_id)))
        self.tables.enrollments[row.subject] = replace(row, sealed=in_order)

    def rewrap_below(self, version: int, limit: int, rewrapped: Callable[[EnrollmentRow], EnrollmentRow]) -> int:
        del version, limit, rewrapped
        return 0


class MemoryNetMoves(MemoryRoom):
    def at(self, owner: SubjectId) -> NetMove | None:
        return self.tables.net_moves.get(owner)

    def due(self, now_us: int, limit: int) -> tuple[NetMove, ...]:
        found = [row for row in self.tables.net_moves.values() if row.due_us is not None and row.due_us <= now_us]
        return tuple(sorted(found, key=lambda row: (row.due_us, row.owner))[:limit])

    def put(self, row: NetMove) -> None:
        self.within.person(row.owner)
        self.tables.net_moves[row.owner] = row


class MemoryRecordings(MemoryRoom):
    def has_before(self, seen_us: int) -> bool:
        return any(seen.seen_us < seen_us for seen in self.tables.recordings)

    def like(self, sha256: bytes, keys: Collection[int], limit: int) -> tuple[MediaFingerprint, ...]:
        same = [seen for seen in self.tables.recordings if seen.fingerprint.sha256 == sha256]
        alike = [seen for seen in reversed(self.tables.recordings) if seen.keys & set(keys)]
        alike.sort(key=lambda seen: -len(seen.keys & set(keys)))
        return tuple(seen.fingerprint for seen in (*same[:1], *alike[:limit]))

    def remember(self, seen: SeenRecording) -> None:
        self.within.person(seen.owner)
        self.tables.recordings.append(seen)

    def forget(self, owner: SubjectId) -> int:
        return self._forget([seen for seen in self.tables.recordings if seen.owner == owner])

    def forget_before(self, seen_us: int, limit: int) -> int:
        old: list[SeenRecording] = [seen for seen in self.tables.recordings if seen.seen_us < seen_us]
        return self._forget(sorted(old, key=lambda seen: seen.seen_us)[:limit])

    def _forget(self, gone: list[SeenRecording]) -> int:
        self.tables.recordings = [seen for seen in self.tables.recordings if not any(seen is one for one in gone)]
        return len(gone)
