"""Grants, blocks, and requests for access. Ending what is not there is no error."""

from typing import Any
from uuid import UUID

from cameo_service.storage.statements import Insert, Statement, adding, building, given, given_row, putting, same
from cameo_service.storage.tables.values import ANY_PROVIDER, joined, modalities, provider_column, uses
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, literal, rows_in, select, union, update
from consent.facts import Block, Grant
from consent.grants import AccessRequest
from consent.identity import GrantId, SubjectId

_GRANTS, _MARKS, _BLOCKS = rows_in("grants"), rows_in("pair_marks"), rows_in("blocks")
_MEMBERS, _GROUP_GRANTS, _WISHES = rows_in("group_members"), rows_in("group_grants"), rows_in("access_requests")

_PUT = putting(_GRANTS)
_OF = Statement(select(_GRANTS).where(*same(_GRANTS, "owner")).order_by(_GRANTS.c.grantee, _GRANTS.c.provider))
_END = Statement(
    delete(_GRANTS)
    .where(*same(_GRANTS, "owner", "grantee"), given("scope").in_([_GRANTS.c.provider, literal(ANY_PROVIDER)]))
    .returning(_GRANTS.c.grant_id)
)
_END_ALL = Statement(delete(_GRANTS).where(*same(_GRANTS, "owner")))
_CLEAR_MARKS = Statement(
    update(_MARKS)
    .values(revoked_us=None)
    .where(*same(_MARKS, "owner", "actor"), given("scope").in_([_MARKS.c.provider, literal(ANY_PROVIDER)]))
)
_THROUGH_GROUPS = (
    select(_MEMBERS.c.owner)
    .join(
        _GROUP_GRANTS,
        (_GROUP_GRANTS.c.owner == _MEMBERS.c.owner) & (_GROUP_GRANTS.c.group_id == _MEMBERS.c.group_id),
    )
    .where(_MEMBERS.c.member == given("grantee"), _MEMBERS.c.owner > given("after"))
)
_OWNERS_GRANTING = Statement(
    union(select(_GRANTS.c.owner).where(*same(_GRANTS, "grantee"), _GRANTS.c.owner > given("after")), _THROUGH_GROUPS)
    .order_by("owner")
    .limit(given("limit"))
)
_GRANTORS_OF = Statement(
    union(
        select(_GRANTS.c.owner).where(*same(_GRANTS, "grantee")),
        select(_MEMBERS.c.owner).where(_MEMBERS.c.member == given("grantee")),
    ).order_by("owner")
)

_PUT_BLOCK = putting(_BLOCKS)
_END_BLOCK = Statement(delete(_BLOCKS).where(*same(_BLOCKS, "owner", "actor")))
_BLOCKS_OF = Statement(
    select(_BLOCKS.c.actor, _BLOCKS.c.expires_us).where(*same(_BLOCKS, "owner")).order_by(_BLOCKS.c.actor)
)

_ADD_WISH = adding(_WISHES)
_END_WISH = Statement(delete(_WISHES).where(*same(_WISHES, "owner", "requester")).returning(_WISHES))
_WISHES_OF = Statement(select(_WISHES).where(*same(_WISHES, "owner")).order_by(_WISHES.c.asked_us, _WISHES.c.requester))


def _mark_revoked(insert: Insert) -> Any:
    """A pair's epoch stays what it is; a pair without marks begins at 0."""
    row = given_row(_MARKS) | {"epoch": 0}
    adds = insert(_MARKS).values(row)
    return adds.on_conflict_do_update(
        index_elements=list(_MARKS.primary_key.columns), set_={"revoked_us": adds.excluded.revoked_us}
    )


_MARK_REVOKED = building(_mark_revoked)


class Grants:
    """See ports.consent.GrantWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> tuple[Grant, ...]:
        """All grants of one owner."""
        return tuple(_grant(row) for row in _OF.all(self._unit.connection, owner=owner.bytes))

    def owners_granting(self, grantee: SubjectId, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        """Owners with a grant for this person or a group they are in, by the indexes on grantees and members."""
        start = after.bytes if after else b""
        rows = _OWNERS_GRANTING.all(self._unit.connection, grantee=grantee.bytes, after=start, limit=limit)
        return tuple(SubjectId(UUID(bytes=owner)) for (owner,) in rows)

    def grantors_of(self, grantee: SubjectId) -> tuple[SubjectId, ...]:
        """Reads every grant and membership of this person: erasures are rare."""
        rows = _GRANTORS_OF.all(self._unit.connection, grantee=grantee.bytes)
        return tuple(SubjectId(UUID(bytes=owner)) for (owner,) in rows)

    def put(self, grant: Grant, now_us: int) -> None:
        """Writes the grant over its predecessor and clears the pair's revoked mark, for the providers it is for."""
        scope = provider_column(grant.provider)
        self._unit.write(
            _PUT,
            owner=grant.owner.bytes,
            grantee=grant.grantee.bytes,
            provider=scope,
            grant_id=grant.grant_id.bytes,
            modalities=joined(grant.modalities),
            uses=joined(grant.uses),
            expires_us=grant.expires_us,
            created_us=now_us,
            max_renders=grant.max_renders,
            per_day=grant.per_day,
            asks_each_time=int(grant.asks_each_time),
        )
        _CLEAR_MARKS.run(self._unit.connection, owner=grant.owner.bytes, actor=grant.grantee.bytes, scope=scope)

    def end(
        self, owner: SubjectId, grantee: SubjectId, now_us: int, provider: str | None = None
    ) -> tuple[GrantId, ...]:
        """Deletes the pair's grants and marks it revoked; returns the grants that were there."""
        scope = provider_column(provider)
        ended = _END.all(self._unit.connection, owner=owner.bytes, grantee=grantee.bytes, scope=scope)
        pair = {"owner": owner.bytes, "actor": grantee.bytes, "provider": scope}
        self._unit.write(_MARK_REVOKED, **pair, revoked_us=now_us)
        return tuple(GrantId(UUID(bytes=grant_id)) for (grant_id,) in ended)

    def end_all(self, owner: SubjectId) -> None:
        """Deletes the owner's grants."""
        _END_ALL.run(self._unit.connection, owner=owner.bytes)


class Blocks:
    """See ports.consent.BlockWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> tuple[Block, ...]:
        """All blocks of one owner, expired ones too."""
        rows = _BLOCKS_OF.all(self._unit.connection, owner=owner.bytes)
        return tuple(Block(owner, SubjectId(UUID(bytes=actor)), expires_us) for actor, expires_us in rows)

    def put(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        """Blocks the actor until `expires_us`, or for good; the newest block counts."""
        pair = {"owner": owner.bytes, "actor": actor.bytes}
        self._unit.write(_PUT_BLOCK, **pair, expires_us=expires_us, created_us=now_us)

    def end(self, owner: SubjectId, actor: SubjectId) -> None:
        """Lifts the block, if there is one."""
        _END_BLOCK.run(self._unit.connection, owner=owner.bytes, actor=actor.bytes)


class AccessRequests:
    """See ports.consent.AccessRequestWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        """Requests without an answer, the oldest first."""
        return tuple(_access_request(*row) for row in _WISHES_OF.all(self._unit.connection, owner=owner.bytes))

    def put(self, wish: AccessRequest) -> bool:
        """Writes the request over an earlier one; whether there was none."""
        is_new = self.end(wish.owner, wish.requester) is None
        self._unit.write(
            _ADD_WISH,
            owner=wish.owner.bytes,
            requester=wish.requester.bytes,
            modalities=joined(wish.modalities),
            uses=joined(wish.uses),
            asked_us=wish.asked_us,
        )
        return is_new

    def end(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        """Deletes the request and returns it."""
        row = _END_WISH.one(self._unit.connection, owner=owner.bytes, requester=requester.bytes)
        return None if row is None else _access_request(*row)


def _grant(row: tuple[Any, ...]) -> Grant:
    owner, grantee, provider, grant_id, modality_text, use_text, expires_us, _, max_renders, per_day, asks = row
    return Grant(
        grant_id=GrantId(UUID(bytes=grant_id)),
        owner=SubjectId(UUID(bytes=owner)),
        grantee=SubjectId(UUID(bytes=grantee)),
        modalities=modalities(modality_text),
        uses=uses(use_text),
        expires_us=expires_us,
        provider=provider or None,
        max_renders=max_renders,
        per_day=per_day,
        asks_each_time=bool(asks),
    )


def _access_request(owner: bytes, requester: bytes, modality_text: str, use_text: str, asked_us: int) -> AccessRequest:
    pair = (SubjectId(UUID(bytes=owner)), SubjectId(UUID(bytes=requester)))
    return AccessRequest(*pair, modalities(modality_text), uses(use_text), asked_us)
