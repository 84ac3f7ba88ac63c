"""Delegates and guardians."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, MainTable, owned
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64


class DelegationTable(MainTable, table=True):
    """A person who acts for an owner. `acts`: sorted values joined by commas; empty: narrowing alone."""

    __tablename__ = "delegations"
    __table_args__ = (owned(), Index("delegations_by_delegate", "delegate"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    delegate: bytes = Field(sa_type=Id16, primary_key=True)
    acts: str = Field(sa_type=BytewiseText)
    evidence: str = Field(sa_type=BytewiseText)
    expires_us: int = Field(sa_type=Int64)


class GuardianshipTable(MainTable, table=True):
    """The one guardian of a minor, who owns the row."""

    __tablename__ = "guardianships"
    __table_args__ = (owned(), Index("guardianships_by_guardian", "guardian"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    guardian: bytes = Field(sa_type=Id16)
    evidence: str = Field(sa_type=BytewiseText)
    expires_us: int = Field(sa_type=Int64)
