"""Groups of an owner, their members, and what is granted to them.

Ending a group's grant is one event, however many members the group has.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.held import HeldRenders
from cameo_service.storage.statements import Statement, adding, adding_once, putting, same
from cameo_service.storage.tables.values import joined, modalities, provider_column, uses
from cameo_service.storage.unit import UNTIMED_US, Unit
from cameo_service.storage.written.expressions import delete, rows_in, select
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import GRANT_ENDED
from consent.group import Group, GroupGrant
from consent.identity import GrantId, GroupId, SubjectId

_GROUPS, _MEMBERS = rows_in("groups"), rows_in("group_members")
_GRANTS, _ENDED = rows_in("group_grants"), rows_in("ended_grants")
_TERMS = ("grant_id", "modalities", "uses", "expires_us", "provider", "max_renders", "per_day")

_ADD = adding(_GROUPS)
_NAMED = Statement(select(_GROUPS.c.group_id).where(*same(_GROUPS, "owner", "name")))
_OF = Statement(select(_GROUPS.c.group_id, _GROUPS.c.name).where(*same(_GROUPS, "owner")).order_by(_GROUPS.c.name))
_ADD_MEMBER = adding_once(_MEMBERS)
_MEMBERS_OF = Statement(
    select(_MEMBERS.c.member).where(*same(_MEMBERS, "owner", "group_id")).order_by(_MEMBERS.c.member)
)
_END_MEMBERSHIP = Statement(delete(_MEMBERS).where(*same(_MEMBERS, "owner", "member", "group_id")))
_END_MEMBERSHIPS = Statement(delete(_MEMBERS).where(*same(_MEMBERS, "owner", "member")))
_PUT_GRANT = putting(_GRANTS)
_GRANTS_OF = Statement(
    select(*[_GRANTS.c[term] for term in _TERMS])
    .where(*same(_GRANTS, "owner", "group_id"))
    .order_by(_GRANTS.c.provider)
)
_END_GRANT = Statement(delete(_GRANTS).where(*same(_GRANTS, "owner", "group_id", "provider")))
_ADD_ENDED = adding_once(_ENDED)
_HAS_ENDED = Statement(select(_ENDED.c.grant_id).where(*same(_ENDED, "owner", "grant_id")))


class Groups:
    """See ports.consent.GroupWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def named(self, owner: SubjectId, name: str) -> GroupId | None:
        """The owner's group of that name."""
        row = _NAMED.one(self._unit.connection, owner=owner.bytes, name=name)
        return None if row is None else GroupId(UUID(bytes=row[0]))

    def of(self, owner: SubjectId) -> tuple[Group, ...]:
        """All groups, in the order of their names."""
        rows = _OF.all(self._unit.connection, owner=owner.bytes)
        groups = [(GroupId(UUID(bytes=group_id)), name) for group_id, name in rows]
        return tuple(
            Group(group, name, self._members(owner, group), self.grants_of(owner, group)) for group, name in groups
        )

    def grants_of(self, owner: SubjectId, group: GroupId) -> tuple[GroupGrant, ...]:
        """What was granted to a group, expired grants too."""
        rows = _GRANTS_OF.all(self._unit.connection, owner=owner.bytes, group_id=group.bytes)
        return tuple(group_grant(owner, group, row) for row in rows)

    def has_ended(self, owner: SubjectId, grant_id: GrantId) -> bool:
        """Whether the grant is among those that were ended."""
        return _HAS_ENDED.one(self._unit.connection, owner=owner.bytes, grant_id=grant_id.bytes) is not None

    def put(self, owner: SubjectId, group: GroupId, name: str) -> None:
        """Makes the group."""
        self._unit.write(_ADD, owner=owner.bytes, name=name, group_id=group.bytes)

    def put_member(self, owner: SubjectId, group: GroupId, member: SubjectId) -> None:
        """Adds the member; being in it already is fine."""
        self._unit.write(_ADD_MEMBER, owner=owner.bytes, member=member.bytes, group_id=group.bytes)

    def end_memberships(self, owner: SubjectId, member: SubjectId, group: GroupId | None = None) -> None:
        """Takes the member out of one group, or out of all the owner has."""
        pair = {"owner": owner.bytes, "member": member.bytes}
        if group is None:
            _END_MEMBERSHIPS.run(self._unit.connection, **pair)
        else:
            _END_MEMBERSHIP.run(self._unit.connection, **pair, group_id=group.bytes)

    def put_grant(self, grant: GroupGrant) -> None:
        """Writes the grant over its predecessor."""
        self._unit.write(
            _PUT_GRANT,
            owner=grant.owner.bytes,
            group_id=grant.group.bytes,
            provider=provider_column(grant.provider),
            grant_id=grant.grant_id.bytes,
            modalities=joined(grant.modalities),
            uses=joined(grant.uses),
            expires_us=grant.expires_us,
            max_renders=grant.max_renders,
            per_day=grant.per_day,
        )

    def end_grant(self, grant: GroupGrant) -> None:
        """Deletes the grant, keeps its id among the ended, ends what its members were asked about, and tells."""
        self._unit.is_narrowing = True
        scope, owner = provider_column(grant.provider), grant.owner.bytes
        _END_GRANT.run(self._unit.connection, owner=owner, group_id=grant.group.bytes, provider=scope)
        self._unit.write(_ADD_ENDED, owner=owner, grant_id=grant.grant_id.bytes, provider=scope)
        HeldRenders(self._unit).end_of_group(grant.owner, grant.group, grant.provider)
        body = event_body(provider=scope, grant_id=grant.grant_id)
        self._unit.emit(grant.owner, GRANT_ENDED, body, UNTIMED_US)

    def _members(self, owner: SubjectId, group: GroupId) -> tuple[SubjectId, ...]:
        rows = _MEMBERS_OF.all(self._unit.connection, owner=owner.bytes, group_id=group.bytes)
        return tuple(SubjectId(UUID(bytes=member)) for (member,) in rows)


def group_grant(owner: SubjectId, group: GroupId, terms: Sequence[Any]) -> GroupGrant:
    """A grant from its row. terms: id, modalities, uses, end, provider and limits, as the columns have them."""
    grant_id, modality_text, use_text, expires_us, provider, max_renders, per_day = terms
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
