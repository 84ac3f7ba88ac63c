"""What the store in memory tells in an export alone."""

from typing import Any

from cameo_service.usecases.ports.export import RECORDING_FINGERPRINT, HandleRow, OwnerProof, SealedTrace
from cameo_service.usecases.ports.invitations import InvitationRow
from consent.identity import SubjectId
from consent.owner_act import OwnerAct


class MemoryKept:
    tables: Any

    def accounts_of(self, subject: SubjectId) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(account for account, whose in self.tables.accounts.items() if whose == subject))

    def handles_of(self, subject: SubjectId) -> tuple[HandleRow, ...]:
        held = [held for held in self.tables.handles if held.subject == subject]
        rows = [HandleRow(held.handle, held.claimed_us, held.released_us) for held in held]
        return tuple(sorted(rows, key=lambda row: (row.claimed_us, row.handle)))

    def invitations_of(self, owner: SubjectId) -> tuple[InvitationRow, ...]:
        rows = [row for row in self.tables.invitations.values() if row.subject == owner]
        return tuple(sorted(rows, key=lambda row: (row.expires_us, row.invitation_id)))

    def owner_proofs_of(self, owner: SubjectId) -> tuple[OwnerProof, ...]:
        rows = sorted(self.tables.owner_proofs.items())
        return tuple(OwnerProof(OwnerAct(act), at_us) for (whose, act), at_us in rows if whose == owner)

    def sealed_traces_of(self, subject: SubjectId) -> tuple[SealedTrace, ...]:
        row = self.tables.enrollments.get(subject)
        items = [SealedTrace(item.kind, item.model_id, row.created_us) for item in row.sealed] if row else []
        seen = sorted(seen.seen_us for seen in self.tables.recordings if seen.owner == subject)
        items.sort(key=lambda trace: (trace.kind, trace.model_id))
        return (*items, *(SealedTrace(RECORDING_FINGERPRINT, "", at_us) for at_us in seen))
