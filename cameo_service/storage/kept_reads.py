"""Reads for the export of a person, of what no other question asks for."""

import sqlite3
from uuid import UUID

from cameo_service.usecases.ports.export import RECORDING_FINGERPRINT, HandleRow, OwnerProof, SealedTrace
from cameo_service.usecases.ports.invitations import InvitationId, InvitationRow
from consent.identity import SubjectId
from consent.owner_act import OwnerAct


class KeptReads:
    """The part of ports.Snapshot that is about what is told in an export alone."""

    _connection: sqlite3.Connection

    def accounts_of(self, subject: SubjectId) -> tuple[tuple[str, str], ...]:
        """Accounts at identity providers."""
        statement = "SELECT issuer, sub FROM identities WHERE subject_id = ? ORDER BY issuer, sub"
        return tuple(self._connection.execute(statement, (subject.bytes,)))

    def handles_of(self, subject: SubjectId) -> tuple[HandleRow, ...]:
        """Handles, past ones too."""
        statement = (
            "SELECT handle, claimed_us, released_us FROM handles WHERE subject_id = ? ORDER BY claimed_us, handle"
        )
        return tuple(HandleRow(*row) for row in self._connection.execute(statement, (subject.bytes,)))

    def invitations_of(self, owner: SubjectId) -> tuple[InvitationRow, ...]:
        """Invitations, used and expired ones too."""
        rows = self._connection.execute(
            "SELECT invitation_id, expires_us, used_us FROM invitations WHERE owner = ?"
            " ORDER BY expires_us, invitation_id",
            (owner.bytes,),
        )
        return tuple(InvitationRow(owner, InvitationId(UUID(bytes=row[0])), row[1], row[2]) for row in rows)

    def owner_proofs_of(self, owner: SubjectId) -> tuple[OwnerProof, ...]:
        """Proofs nobody used."""
        statement = "SELECT act, verified_us FROM owner_verifications WHERE owner = ? ORDER BY act"
        rows = self._connection.execute(statement, (owner.bytes,))
        return tuple(OwnerProof(OwnerAct(act), verified_us) for act, verified_us in rows)

    def sealed_traces_of(self, subject: SubjectId) -> tuple[SealedTrace, ...]:
        """Reads no column that has content."""
        items = self._connection.execute(
            "SELECT kind, model_id, created_us FROM sealed_items JOIN enrollments USING (subject_id)"
            " WHERE subject_id = ? ORDER BY kind, model_id",
            (subject.bytes,),
        ).fetchall()
        seen = self._connection.execute(
            "SELECT ?, '', seen_us FROM seen_recordings WHERE owner = ? ORDER BY seen_us, recording_id",
            (RECORDING_FINGERPRINT, subject.bytes),
        )
        return tuple(SealedTrace(*row) for row in (*items, *seen))
