"""Writes of delegations."""

from cameo_service.storage.outbox_writes import OutboxWrites
from cameo_service.storage.values import joined
from consent.identity import SubjectId
from consent.stand_ins import Delegation


class DelegationWrites(OutboxWrites):
    """The part of ports.Transaction that is about delegations."""

    def put_delegation(self, delegation: Delegation) -> None:
        """Writes it over what was there."""
        self._about_owner(
            "INSERT INTO delegations (owner, delegate, acts, evidence, expires_us) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (owner, delegate) DO UPDATE SET acts = excluded.acts, evidence = excluded.evidence,"
            " expires_us = excluded.expires_us",
            (
                delegation.owner.bytes,
                delegation.delegate.bytes,
                joined(delegation.acts),
                delegation.evidence,
                delegation.expires_us,
            ),
        )

    def end_delegation(self, owner: SubjectId, delegate: SubjectId) -> bool:
        """Deletes it; whether it was there."""
        statement = "DELETE FROM delegations WHERE owner = ? AND delegate = ?"
        return self._connection.execute(statement, (owner.bytes, delegate.bytes)).rowcount == 1
