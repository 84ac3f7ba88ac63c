"""Groups of an owner, and what is granted to them. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from typing import Protocol

from consent.group import Group, GroupGrant
from consent.identity import GrantId, GroupId, SubjectId


class GroupReads(Protocol):
    """Reads of one moment."""

    def group_named(self, owner: SubjectId, name: str) -> GroupId | None:
        """The owner's group of that name."""

    def groups_of(self, owner: SubjectId) -> tuple[Group, ...]:
        """All groups, in the order of their names, members in the order of ids, grants in that of providers."""

    def group_grants(self, owner: SubjectId, group: GroupId) -> tuple[GroupGrant, ...]:
        """What was granted to a group and not ended, expired grants too."""

    def has_ended(self, owner: SubjectId, grant_id: GrantId) -> bool:
        """Whether this was a group's grant that was ended: what rests on it is dead, whatever was granted since."""


class GroupWrites(Protocol):
    """Writes of one transaction."""

    def put_group(self, owner: SubjectId, group: GroupId, name: str) -> None:
        """Makes a group; the owner has none of that name."""

    def put_member(self, owner: SubjectId, group: GroupId, member: SubjectId) -> None:
        """Adds somebody; being in it already is fine."""

    def end_memberships(self, owner: SubjectId, member: SubjectId, group: GroupId | None = None) -> None:
        """Takes somebody out of one group, or of all the owner has; being in none is fine. Bump the pair's epoch."""

    def put_group_grant(self, grant: GroupGrant) -> None:
        """Replaces any grant with the same group and provider."""

    def end_group_grant(self, grant: GroupGrant) -> None:
        """Ends the grant for good, what its members were asked about with it, and writes the event that says so."""
