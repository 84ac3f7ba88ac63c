"""Reads of delegations."""

import sqlite3
from uuid import UUID

from consent.identity import SubjectId
from consent.stand_ins import DelegatedAct, Delegation

_DELEGATIONS = "SELECT delegate, acts, evidence, expires_us FROM delegations WHERE owner = ?"


class DelegationReads:
    """The part of ports.Snapshot that is about delegations."""

    _connection: sqlite3.Connection

    def delegation(self, owner: SubjectId, delegate: SubjectId) -> Delegation | None:
        """What the owner named this person for."""
        statement = f"{_DELEGATIONS} AND delegate = ?"
        row = self._connection.execute(statement, (owner.bytes, delegate.bytes)).fetchone()
        return None if row is None else _delegation(owner, *row)

    def delegations_of(self, owner: SubjectId) -> tuple[Delegation, ...]:
        """Everybody who was named."""
        rows = self._connection.execute(f"{_DELEGATIONS} ORDER BY delegate", (owner.bytes,))
        return tuple(_delegation(owner, *row) for row in rows.fetchall())


def _delegation(owner: SubjectId, delegate: bytes, acts: str, evidence: str, expires_us: int) -> Delegation:
    named = frozenset(DelegatedAct(act) for act in acts.split(",") if act)
    return Delegation(owner, SubjectId(UUID(bytes=delegate)), named, evidence, expires_us)
