"""What leads to an enrollment: invitations and sessions, and the proofs that an owner was verified."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from cameo_service.storage.statements import Statement, given, putting, same
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, rows_in, select, update
from cameo_service.usecases.ports.enrollment import (
    AttemptId,
    InvitationId,
    InvitationRow,
    OwnerProof,
    RunningAttempt,
    SessionRow,
)
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import Purpose
from liveness.live.session import SessionState

_SESSIONS, _INVITATIONS = rows_in("sessions"), rows_in("invitations")
_PROOFS = rows_in("owner_verifications")

_PUT = putting(
    _SESSIONS, keeping=("subject_id", "request_id", "purposes", "consent_record", "created_us", "act", "beats")
)
_BY_ID = Statement(select(_SESSIONS).where(*same(_SESSIONS, "session_id")))
_RUNNING = Statement(
    select(_SESSIONS.c.session_id, _SESSIONS.c.attempt_id, _SESSIONS.c.beats)
    .where(_SESSIONS.c.attempt_id.is_not(None))
    .order_by(_SESSIONS.c.attempt_id)
)
_BEAT = Statement(update(_SESSIONS).where(*same(_SESSIONS, "attempt_id")).values(beats=_SESSIONS.c.beats + 1))
_SINCE = Statement(
    select(_SESSIONS)
    .where(*same(_SESSIONS, "subject_id"), _SESSIONS.c.created_us > given("since_us"))
    .order_by(_SESSIONS.c.created_us, _SESSIONS.c.session_id)
)

_PUT_INVITATION = putting(_INVITATIONS, keeping=("expires_us",))
_INVITATION = Statement(select(_INVITATIONS).where(*same(_INVITATIONS, "invitation_id")))
_INVITATIONS_OF = Statement(
    select(_INVITATIONS)
    .where(*same(_INVITATIONS, "owner"))
    .order_by(_INVITATIONS.c.expires_us, _INVITATIONS.c.invitation_id)
)

_PUT_PROOF = putting(_PROOFS)
_TAKE_PROOF = Statement(delete(_PROOFS).where(*same(_PROOFS, "owner", "act")).returning(_PROOFS.c.verified_us))
_PROOFS_OF = Statement(
    select(_PROOFS.c.act, _PROOFS.c.verified_us).where(*same(_PROOFS, "owner")).order_by(_PROOFS.c.act)
)


class Sessions:
    """See ports.enrollment.SessionWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def by_id(self, session_id: EnrollmentId) -> SessionRow | None:
        """An enrollment session."""
        row = _BY_ID.one(self._unit.connection, session_id=session_id.bytes)
        return None if row is None else _session(row)

    def running(self) -> tuple[RunningAttempt, ...]:
        """Every attempt that runs. An index has these alone."""
        return tuple(
            RunningAttempt(EnrollmentId(UUID(bytes=session_id)), AttemptId(UUID(bytes=attempt_id)), beats)
            for session_id, attempt_id, beats in _RUNNING.all(self._unit.connection)
        )

    def beat(self, attempts: Collection[AttemptId]) -> None:
        """One beat more for each of these attempts that still runs."""
        _BEAT.many(self._unit.connection, [{"attempt_id": attempt.bytes} for attempt in attempts])

    def since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        """The subject's sessions that were created after this time, the oldest first."""
        return tuple(map(_session, _SINCE.all(self._unit.connection, subject_id=subject.bytes, since_us=since_us)))

    def put(self, session: SessionRow) -> None:
        """Writes the session over what was there."""
        self._unit.write(
            _PUT,
            session_id=session.session_id.bytes,
            subject_id=session.subject.bytes,
            request_id=session.request_id,
            purposes=json.dumps(sorted(session.purposes)),
            consent_record=session.consent_record,
            state=session.state.value,
            attempts=session.attempts,
            created_us=session.created_us,
            expires_us=session.expires_us,
            checks=json.dumps(session.checks),
            record=session.record,
            act=session.act.value if session.act else None,
            attempt_id=session.attempt_id.bytes if session.attempt_id else None,
            beats=0,
        )


class Invitations:
    """See ports.enrollment.InvitationWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def by_id(self, invitation_id: InvitationId) -> InvitationRow | None:
        """An invitation."""
        row = _INVITATION.one(self._unit.connection, invitation_id=invitation_id.bytes)
        return None if row is None else _invitation(*row)

    def of(self, owner: SubjectId) -> tuple[InvitationRow, ...]:
        """Invitations of the owner, used and expired ones too."""
        return tuple(_invitation(*row) for row in _INVITATIONS_OF.all(self._unit.connection, owner=owner.bytes))

    def put(self, row: InvitationRow) -> None:
        """Writes the row over what was there."""
        self._unit.write(
            _PUT_INVITATION,
            owner=row.subject.bytes,
            invitation_id=row.invitation_id.bytes,
            expires_us=row.expires_us,
            used_us=row.used_us,
        )


class OwnerProofs:
    """See ports.enrollment.OwnerProofWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> tuple[OwnerProof, ...]:
        """Proofs that were not used."""
        rows = _PROOFS_OF.all(self._unit.connection, owner=owner.bytes)
        return tuple(OwnerProof(OwnerAct(act), verified_us) for act, verified_us in rows)

    def put(self, owner: SubjectId, act: str, verified_us: int) -> None:
        """Writes the proof over an earlier one for the same act."""
        self._unit.write(_PUT_PROOF, owner=owner.bytes, act=act, verified_us=verified_us)

    def take(self, owner: SubjectId, act: str) -> int | None:
        """Deletes the proof and returns its time."""
        row = _TAKE_PROOF.one(self._unit.connection, owner=owner.bytes, act=act)
        return None if row is None else int(row[0])


def _invitation(owner: bytes, invitation_id: bytes, expires_us: int, used_us: int | None) -> InvitationRow:
    return InvitationRow(SubjectId(UUID(bytes=owner)), InvitationId(UUID(bytes=invitation_id)), expires_us, used_us)


def _session(row: tuple[Any, ...]) -> SessionRow:
    session_id, subject, request_id, purposes, consent, state, attempts, created_us, expires_us, *judged = row
    checks, record, act, attempt_id, _ = judged
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
        attempt_id=AttemptId(UUID(bytes=attempt_id)) if attempt_id else None,
    )
