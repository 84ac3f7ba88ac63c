"""Groups, who is in them, what was granted to them, and what was taken back."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import BytewiseText, Id16, Int64


class GroupTable(MainTable, table=True):
    """A group of one owner."""

    __tablename__ = "groups"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    name: str = Field(sa_type=BytewiseText, primary_key=True)
    group_id: bytes = Field(sa_type=Id16)


class GroupMemberTable(MainTable, table=True):
    """Somebody is in a group."""

    __tablename__ = "group_members"
    __table_args__ = (
        owned(),
        Index("members_of_group", "owner", "group_id"),
        Index("groups_by_member", "member", "owner"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    member: bytes = Field(sa_type=Id16, primary_key=True)
    group_id: bytes = Field(sa_type=Id16, primary_key=True)


class GroupGrantTable(MainTable, table=True):
    """A permission for a group; columns as in `grants`."""

    __tablename__ = "group_grants"
    __table_args__ = (owned(), Index("group_grants_expiry", "expires_us"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
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
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    grant_id: bytes = Field(sa_type=Id16, primary_key=True)
    provider: str = Field(sa_type=BytewiseText)
