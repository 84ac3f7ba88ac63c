"""Proofs that an enrolled person was here, each for one act."""

from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import BytewiseText, Id16, Int64


class OwnerVerificationTable(MainTable, table=True):
    """A proof nobody used yet. The act that uses it deletes it."""

    __tablename__ = "owner_verifications"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    act: str = Field(sa_type=BytewiseText, primary_key=True)
    verified_us: int = Field(sa_type=Int64)
