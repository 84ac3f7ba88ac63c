"""Delegates and guardians."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, IN_ANOTHERS_EXPORT, MainTable, about, owned
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64
from consent.stand_ins import Delegation, Guardianship


class DelegationTable(MainTable, table=True):
    """A person who acts for an owner. `acts`: sorted values joined by commas; empty: narrowing alone."""

    __tablename__ = "delegations"
    __row__ = Delegation
    __table_args__ = (owned(), Index("delegations_by_delegate", "delegate"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.delegations"))
    delegate: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(left_out=IN_ANOTHERS_EXPORT))
    acts: str = Field(sa_type=BytewiseText)
    evidence: str = Field(sa_type=BytewiseText)
    expires_us: int = Field(sa_type=Int64)


class GuardianshipTable(MainTable, table=True):
    """The one guardian of a minor, who owns the row."""

    __tablename__ = "guardianships"
    __row__ = Guardianship
    __table_args__ = (owned(), Index("guardianships_by_guardian", "guardian"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.guardianships"))
    guardian: bytes = Field(sa_type=Id16, sa_column_kwargs=about(exported="kept.guardianships"))
    evidence: str = Field(sa_type=BytewiseText)
    expires_us: int = Field(sa_type=Int64)
