"""Consent: grants, what stays of a pair after them, blocks, requests for access, groups."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables.base import (
    CLUSTERED,
    IN_ANOTHERS_EXPORT,
    NUMBERS_ALONE,
    UNSET,
    MainTable,
    about,
    owned,
)
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

EPOCHS = "epochs of pairs and ids of ended grants to groups, so that no token of before ever counts again"


class GrantTable(MainTable, table=True):
    """A permission. `provider` is empty for any provider; `modalities`, `uses`: sorted values joined by commas."""

    __tablename__ = "grants"
    __table_args__ = (
        owned(),
        Index("grants_expiry", "expires_us"),
        Index("grants_by_grantee", "grantee", "owner"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="consent.grants"))
    grantee: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(left_out=IN_ANOTHERS_EXPORT))
    provider: str = Field(sa_type=BytewiseText, primary_key=True)
    grant_id: bytes = Field(sa_type=Id16)
    modalities: str = Field(sa_type=BytewiseText)
    uses: str = Field(sa_type=BytewiseText)
    expires_us: int | None = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)
    max_renders: int | None = Field(sa_type=Int64)
    per_day: int | None = Field(sa_type=Int64)
    asks_each_time: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class PairMarkTable(MainTable, table=True):
    """What stays between an owner and an actor after grants come and go: the epoch, and that access was revoked.

    provider: whom alone it concerns; empty: every provider. epoch: the revision that narrowed last.
    """

    __tablename__ = "pair_marks"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(kept=EPOCHS, left_out=NUMBERS_ALONE))
    actor: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(kept=EPOCHS, left_out=NUMBERS_ALONE))
    provider: str = Field(sa_type=BytewiseText, primary_key=True)
    epoch: int = Field(sa_type=Int64)
    revoked_us: int | None = Field(sa_type=Int64)


class BlockTable(MainTable, table=True):
    """An owner's block of an actor."""

    __tablename__ = "blocks"
    __table_args__ = (owned(), Index("blocks_expiry", "expires_us"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="consent.blocks"))
    actor: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(left_out=IN_ANOTHERS_EXPORT))
    expires_us: int | None = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)


class AccessRequestTable(MainTable, table=True):
    """What one person asks of another. `modalities`, `uses`: sorted values joined by commas."""

    __tablename__ = "access_requests"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.access_requests"))
    requester: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(left_out=IN_ANOTHERS_EXPORT))
    modalities: str = Field(sa_type=BytewiseText)
    uses: str = Field(sa_type=BytewiseText)
    asked_us: int = Field(sa_type=Int64)


class GroupTable(MainTable, table=True):
    """A group of one owner."""

    __tablename__ = "groups"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.groups"))
    name: str = Field(sa_type=BytewiseText, primary_key=True)
    group_id: bytes = Field(sa_type=Id16)


class GroupMemberTable(MainTable, table=True):
    """A person is in a group."""

    __tablename__ = "group_members"
    __table_args__ = (
        owned(),
        Index("members_of_group", "owner", "group_id"),
        Index("groups_by_member", "member", "owner"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.groups"))
    member: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(left_out=IN_ANOTHERS_EXPORT))
    group_id: bytes = Field(sa_type=Id16, primary_key=True)


class GroupGrantTable(MainTable, table=True):
    """A permission for a group; columns as in `grants`."""

    __tablename__ = "group_grants"
    __table_args__ = (owned(), Index("group_grants_expiry", "expires_us"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.groups"))
    group_id: bytes = Field(sa_type=Id16, primary_key=True)
    provider: str = Field(sa_type=BytewiseText, primary_key=True)
    grant_id: bytes = Field(sa_type=Id16)
    modalities: str = Field(sa_type=BytewiseText)
    uses: str = Field(sa_type=BytewiseText)
    expires_us: int | None = Field(sa_type=Int64)
    max_renders: int | None = Field(sa_type=Int64)
    per_day: int | None = Field(sa_type=Int64)


class EndedGrantTable(MainTable, table=True):
    """A group's grant that was taken back or replaced by a smaller one: whatever rests on it is dead for good."""

    __tablename__ = "ended_grants"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(kept=EPOCHS, left_out=NUMBERS_ALONE))
    grant_id: bytes = Field(sa_type=Id16, primary_key=True)
    provider: str = Field(sa_type=BytewiseText)
