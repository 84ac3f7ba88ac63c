"""The tables of what happens after a render grant: renders from lease to publication, and orders to take them down."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import Bytes, BytewiseText, Id16, Int64


class RenderTable(MainTable, table=True):
    """One person in one render, from the fetch that leased it on. An appearance once `drafted_us` is set.

    grant_id, requester: 16 zero bytes for none. removal: empty, hidden or deleted.
    """

    __tablename__ = "renders"
    __table_args__ = (
        owned(),
        Index("renders_by_grant", "owner", "grant_id", "opened_us"),
        Index("renders_by_output", "output_sha256"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    render_grant_id: bytes = Field(sa_type=Id16, primary_key=True)
    grant_id: bytes = Field(sa_type=Id16)
    requester: bytes = Field(sa_type=Id16)
    provider: str = Field(sa_type=BytewiseText)
    opened_us: int = Field(sa_type=Int64)
    expires_us: int = Field(sa_type=Int64)
    output_sha256: bytes | None = Field(sa_type=Bytes)
    drafted_us: int | None = Field(sa_type=Int64)
    published_us: int | None = Field(sa_type=Int64)
    parent_output: bytes | None = Field(sa_type=Bytes)
    marking: bytes = Field(sa_type=Bytes)
    removal: str = Field(sa_type=BytewiseText)


class TakedownTable(MainTable, table=True):
    """An order to take an output down. Open while `acknowledged_us` is null, and told again at `tell_us` until then."""

    __tablename__ = "takedowns"
    __table_args__ = (
        owned(),
        Index("takedowns_by_id", "takedown_id", unique=True),
        Index("takedowns_by_due", "acknowledged_us", "due_us"),
        Index("takedowns_to_tell", "acknowledged_us", "tell_us"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    takedown_id: bytes = Field(sa_type=Id16, primary_key=True)
    render_grant_id: bytes = Field(sa_type=Id16)
    removal: str = Field(sa_type=BytewiseText)
    ordered_us: int = Field(sa_type=Int64)
    due_us: int = Field(sa_type=Int64)
    acknowledged_us: int | None = Field(sa_type=Int64)
    tell_us: int | None = Field(sa_type=Int64)
