"""Groups as they lie in the database."""

import sqlite3
from typing import Any
from uuid import UUID

from cameo_service.storage.values import modalities, uses
from consent.group import Group, GroupGrant
from consent.identity import GrantId, GroupId, SubjectId


class GroupReads:
    """The part of ports.Snapshot that is about groups."""

    _connection: sqlite3.Connection

    def group_named(self, owner: SubjectId, name: str) -> GroupId | None:
        """The owner's group of that name."""
        statement = "SELECT group_id FROM groups WHERE owner = ? AND name = ?"
        row = self._connection.execute(statement, (owner.bytes, name)).fetchone()
        return None if row is None else GroupId(UUID(bytes=row[0]))

    def groups_of(self, owner: SubjectId) -> tuple[Group, ...]:
        """All groups, in the order of their names."""
        statement = "SELECT group_id, name FROM groups WHERE owner = ? ORDER BY name"
        rows = self._connection.execute(statement, (owner.bytes,)).fetchall()
        groups = [(GroupId(UUID(bytes=group_id)), name) for group_id, name in rows]
        return tuple(
            Group(group, name, self._members(owner, group), self.group_grants(owner, group)) for group, name in groups
        )

    def group_grants(self, owner: SubjectId, group: GroupId) -> tuple[GroupGrant, ...]:
        """What was granted to a group, expired grants too."""
        rows = self._connection.execute(
            "SELECT grant_id, modalities, uses, expires_us, provider, max_renders, per_day FROM group_grants"
            " WHERE owner = ? AND group_id = ? ORDER BY provider",
            (owner.bytes, group.bytes),
        )
        return tuple(group_grant(owner, group, *row) for row in rows)

    def has_ended(self, owner: SubjectId, grant_id: GrantId) -> bool:
        """Whether the grant is among those that were taken back."""
        statement = "SELECT 1 FROM ended_grants WHERE owner = ? AND grant_id = ?"
        return self._connection.execute(statement, (owner.bytes, grant_id.bytes)).fetchone() is not None

    def _members(self, owner: SubjectId, group: GroupId) -> tuple[SubjectId, ...]:
        statement = "SELECT member FROM group_members WHERE owner = ? AND group_id = ? ORDER BY member"
        rows = self._connection.execute(statement, (owner.bytes, group.bytes))
        return tuple(SubjectId(UUID(bytes=member)) for (member,) in rows)


def group_grant(owner: SubjectId, group: GroupId, grant_id: bytes, *terms: Any) -> GroupGrant:
    """One row of id, modalities, uses, end, provider and limits."""
    modality_text, use_text, expires_us, provider, max_renders, per_day = terms
    return GroupGrant(
        grant_id=GrantId(UUID(bytes=grant_id)),
        owner=owner,
        group=group,
        modalities=modalities(modality_text),
        uses=uses(use_text),
        expires_us=expires_us,
        provider=provider or None,
        max_renders=max_renders,
        per_day=per_day,
    )
