"""The table of erasures."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import Id16, Int64


class ErasureTable(MainTable, table=True):
    """An erasure. Pending while `final_us` is null. Says nothing about the person but their id."""

    __tablename__ = "erasures"
    __table_args__ = (
        owned(),
        Index("erasures_by_id", "erasure_id", unique=True),
        Index("erasures_pending", "final_us", "erased_us"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    erasure_id: bytes = Field(sa_type=Id16)
    erased_us: int = Field(sa_type=Int64)
    takedowns: int = Field(sa_type=Int64)
    awaits_version: int | None = Field(sa_type=Int64)
    final_us: int | None = Field(sa_type=Int64)
