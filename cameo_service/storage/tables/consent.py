"""Consent: grants, what stays of a pair after them, blocks, requests for access, groups."""

from sqlalchemy import Index

from cameo_service.storage.tables.base import CLUSTERED, UNSET, MainTable, field, owned
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64


class GrantTable(MainTable):
    """A permission. `provider` is empty for any provider; `modalities`, `uses`: sorted values joined by commas."""

    __tablename__ = "grants"
    __table_args__ = (
        owned(),
        Index("grants_expiry", "expires_us"),
        Index("grants_by_grantee", "grantee", "owner"),
        CLUSTERED,
    )
    owner = field(Id16, primary_key=True)
    grantee = field(Id16, primary_key=True)
    provider = field(BytewiseText, primary_key=True)
    grant_id = field(Id16)
    modalities = field(BytewiseText)
    uses = field(BytewiseText)
    expires_us = field(Int64, nullable=True)
    created_us = field(Int64)
    max_renders = field(Int64, nullable=True)
    per_day = field(Int64, nullable=True)
    asks_each_time = field(Int64, **UNSET)


class PairMarkTable(MainTable):
    """What stays between an owner and an actor after grants come and go: the epoch, and that access was revoked.

    provider: whom alone it concerns; empty: every provider. epoch: the revision that narrowed last.
    """

    __tablename__ = "pair_marks"
    __table_args__ = (owned(), CLUSTERED)
    owner = field(Id16, primary_key=True)
    actor = field(Id16, primary_key=True)
    provider = field(BytewiseText, primary_key=True)
    epoch = field(Int64)
    revoked_us = field(Int64, nullable=True)


class BlockTable(MainTable):
    """An owner's block of an actor."""

    __tablename__ = "blocks"
    __table_args__ = (owned(), Index("blocks_expiry", "expires_us"), CLUSTERED)
    owner = field(Id16, primary_key=True)
    actor = field(Id16, primary_key=True)
    expires_us = field(Int64, nullable=True)
    created_us = field(Int64)


class AccessRequestTable(MainTable):
    """What one person asks of another. `modalities`, `uses`: sorted values joined by commas."""

    __tablename__ = "access_requests"
    __table_args__ = (owned(), CLUSTERED)
    owner = field(Id16, primary_key=True)
    requester = field(Id16, primary_key=True)
    modalities = field(BytewiseText)
    uses = field(BytewiseText)
    asked_us = field(Int64)


class GroupTable(MainTable):
    """A group of one owner."""

    __tablename__ = "groups"
    __table_args__ = (owned(), CLUSTERED)
    owner = field(Id16, primary_key=True)
    name = field(BytewiseText, primary_key=True)
    group_id = field(Id16)


class GroupMemberTable(MainTable):
    """A person is in a group."""

    __tablename__ = "group_members"
    __table_args__ = (
        owned(),
        Index("members_of_group", "owner", "group_id"),
        Index("groups_by_member", "member", "owner"),
        CLUSTERED,
    )
    owner = field(Id16, primary_key=True)
    member = field(Id16, primary_key=True)
    group_id = field(Id16, primary_key=True)


class GroupGrantTable(MainTable):
    """A permission for a group; columns as in `grants`."""

    __tablename__ = "group_grants"
    __table_args__ = (owned(), Index("group_grants_expiry", "expires_us"), CLUSTERED)
    owner = field(Id16, primary_key=True)
    group_id = field(Id16, primary_key=True)
    provider = field(BytewiseText, primary_key=True)
    grant_id = field(Id16)
    modalities = field(BytewiseText)
    uses = field(BytewiseText)
    expires_us = field(Int64, nullable=True)
    max_renders = field(Int64, nullable=True)
    per_day = field(Int64, nullable=True)


class EndedGrantTable(MainTable):
    """A group's grant that was taken back or replaced by a smaller one: whatever rests on it is dead for good."""

    __tablename__ = "ended_grants"
    __table_args__ = (owned(), CLUSTERED)
    owner = field(Id16, primary_key=True)
    grant_id = field(Id16, primary_key=True)
    provider = field(BytewiseText)
