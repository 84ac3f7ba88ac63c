"""Writes about groups. Taking a group's grant back is one event, however many people are in the group."""

from cameo_service.storage.held_writes import HeldWrites
from cameo_service.storage.outbox_writes import UNTIMED_US
from cameo_service.storage.values import ANY_PROVIDER, joined, provider_column
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import GRANT_ENDED
from consent.group import GroupGrant
from consent.identity import GroupId, SubjectId


class GroupWrites(HeldWrites):
    """The part of ports.Transaction that is about groups.

    is_narrowing: whether an epoch was raised or a grant ended, which every narrowing act does.
    """

    is_narrowing = False

    def put_group(self, owner: SubjectId, group: GroupId, name: str) -> None:
        """Makes the group."""
        self._about_owner(
            "INSERT INTO groups (owner, name, group_id) VALUES (?, ?, ?)", (owner.bytes, name, group.bytes)
        )

    def put_member(self, owner: SubjectId, group: GroupId, member: SubjectId) -> None:
        """Adds the member; being in it already is fine."""
        self._about_owner(
            "INSERT INTO group_members (owner, member, group_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (owner.bytes, member.bytes, group.bytes),
        )

    def end_memberships(self, owner: SubjectId, member: SubjectId, group: GroupId | None = None) -> None:
        """Takes the member out of one group, or out of all the owner has."""
        only = group and group.bytes
        statement = "DELETE FROM group_members WHERE owner = ? AND member = ? AND (? IS NULL OR group_id = ?)"
        self._connection.execute(statement, (owner.bytes, member.bytes, only, only))

    def put_group_grant(self, grant: GroupGrant) -> None:
        """Writes the grant over its predecessor."""
        self._about_owner(
            "INSERT OR REPLACE INTO group_grants (owner, group_id, provider, grant_id, modalities, uses, expires_us,"
            " max_renders, per_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                grant.owner.bytes,
                grant.group.bytes,
                provider_column(grant.provider),
                grant.grant_id.bytes,
                joined(grant.modalities),
                joined(grant.uses),
                grant.expires_us,
                grant.max_renders,
                grant.per_day,
            ),
        )

    def end_group_grant(self, grant: GroupGrant) -> None:
        """Deletes the grant, keeps its id among the ended, ends what its members were asked about, and tells."""
        self.is_narrowing = True
        owner, provider = grant.owner.bytes, provider_column(grant.provider)
        statement = "DELETE FROM group_grants WHERE owner = ? AND group_id = ? AND provider = ?"
        self._connection.execute(statement, (owner, grant.group.bytes, provider))
        self._about_owner(
            "INSERT INTO ended_grants (owner, grant_id, provider) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (owner, grant.grant_id.bytes, provider),
        )
        self._connection.execute(
            "DELETE FROM held_renders WHERE owner = ? AND ? IN (provider, ?) AND requester IN"
            " (SELECT member FROM group_members WHERE owner = ? AND group_id = ?)",
            (owner, provider, ANY_PROVIDER, owner, grant.group.bytes),
        )
        body = event_body(provider=provider, grant_id=grant.grant_id)
        self.emit(grant.owner, GRANT_ENDED, body, UNTIMED_US)
