"""Groups of the store in memory."""

from dataclasses import dataclass, field

from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import GRANT_ENDED
from consent.group import Group, GroupGrant
from consent.identity import GrantId, GroupId, SubjectId
from tests.cameo_service.usecases.memory_held import MemoryHeld
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass
class GroupTables:
    groups: dict[tuple[SubjectId, str], GroupId] = field(default_factory=dict)
    members: set[tuple[SubjectId, SubjectId, GroupId]] = field(default_factory=set)
    group_permissions: dict[tuple[GroupId, str | None], GroupGrant] = field(default_factory=dict)
    ended_grants: set[tuple[SubjectId, GrantId, str | None]] = field(default_factory=set)


class MemoryGroups(MemoryRoom):
    def named(self, owner: SubjectId, name: str) -> GroupId | None:
        found: GroupId | None = self.tables.groups.get((owner, name))
        return found

    def of(self, owner: SubjectId) -> tuple[Group, ...]:
        named = sorted((name, group) for (whose, name), group in self.tables.groups.items() if whose == owner)
        return tuple(Group(group, name, self.members_of(group), self.grants_of(owner, group)) for name, group in named)

    def grants_of(self, owner: SubjectId, group: GroupId) -> tuple[GroupGrant, ...]:
        found = [
            grant for grant in self.tables.group_permissions.values() if (grant.owner, grant.group) == (owner, group)
        ]
        return tuple(sorted(found, key=lambda grant: grant.provider or ""))

    def has_ended(self, owner: SubjectId, grant_id: GrantId) -> bool:
        return any(ended[:2] == (owner, grant_id) for ended in self.tables.ended_grants)

    def members_of(self, group: GroupId) -> tuple[SubjectId, ...]:
        return tuple(sorted(member for _, member, where in self.tables.members if where == group))

    def put(self, owner: SubjectId, group: GroupId, name: str) -> None:
        self.tables.groups[owner, name] = group

    def put_member(self, owner: SubjectId, group: GroupId, member: SubjectId) -> None:
        self.tables.members.add((owner, member, group))

    def end_memberships(self, owner: SubjectId, member: SubjectId, group: GroupId | None = None) -> None:
        ended = {row for row in self.tables.members if row[:2] == (owner, member) and group in (None, row[2])}
        self.tables.members -= ended

    def put_grant(self, grant: GroupGrant) -> None:
        self.tables.group_permissions[grant.group, grant.provider] = grant

    def end_grant(self, grant: GroupGrant) -> None:
        del self.tables.group_permissions[grant.group, grant.provider]
        self.tables.ended_grants.add((grant.owner, grant.grant_id, grant.provider))
        for member in self.members_of(grant.group):
            MemoryHeld(self.within).end_all(grant.owner, member, grant.provider)
        body = event_body(provider=grant.provider or "", grant_id=grant.grant_id)
        self.within.events.emit(grant.owner, GRANT_ENDED, body, 0)
