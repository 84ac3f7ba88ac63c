"""The tables of removal requests. Whoever asks has no account, so nobody owns a row."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable
from cameo_service.storage.types import Bytes, BytewiseText, Id16, Int64


class RemovalTable(MainTable, table=True):
    """A request. contact, what: empty once answered. outputs: 32 bytes each, one after the other."""

    __tablename__ = "removals"
    __table_args__ = (Index("removals_by_due", "answer", "due_us"), CLUSTERED)
    removal_id: bytes = Field(sa_type=Id16, primary_key=True)
    filed_us: int = Field(sa_type=Int64)
    due_us: int = Field(sa_type=Int64)
    service_id: str = Field(sa_type=BytewiseText)
    contact: str = Field(sa_type=BytewiseText)
    what: str = Field(sa_type=BytewiseText)
    outputs: bytes = Field(sa_type=Bytes)
    answer: str = Field(sa_type=BytewiseText)
    reason: str = Field(sa_type=BytewiseText)
    answered_us: int | None = Field(sa_type=Int64)


class RemovedOutputTable(MainTable, table=True):
    """SHA-256 of a file that a removal request had taken down, whether or not it was ever committed here."""

    __tablename__ = "removed_outputs"
    __table_args__ = (CLUSTERED,)
    output_sha256: bytes = Field(sa_type=Bytes, primary_key=True)
