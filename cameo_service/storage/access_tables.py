"""Requests for access that were not answered."""

from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import BytewiseText, Id16, Int64


class AccessRequestTable(MainTable, table=True):
    """What one person asks of another. `modalities`, `uses`: sorted values joined by commas."""

    __tablename__ = "access_requests"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    requester: bytes = Field(sa_type=Id16, primary_key=True)
    modalities: str = Field(sa_type=BytewiseText)
    uses: str = Field(sa_type=BytewiseText)
    asked_us: int = Field(sa_type=Int64)
