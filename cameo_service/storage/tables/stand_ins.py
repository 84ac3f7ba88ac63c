"""Delegates and guardians."""

from sqlalchemy import Index

from cameo_service.storage.tables.base import CLUSTERED, MainTable, field, owned
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64


class DelegationTable(MainTable):
    """A person who acts for an owner. `acts`: sorted values joined by commas; empty: narrowing alone."""

    __tablename__ = "delegations"
    __table_args__ = (owned(), Index("delegations_by_delegate", "delegate"), CLUSTERED)
    owner = field(Id16, primary_key=True)
    delegate = field(Id16, primary_key=True)
    acts = field(BytewiseText)
    evidence = field(BytewiseText)
    expires_us = field(Int64)


class GuardianshipTable(MainTable):
    """The one guardian of a minor, who owns the row."""

    __tablename__ = "guardianships"
    __table_args__ = (owned(), Index("guardianships_by_guardian", "guardian"), CLUSTERED)
    owner = field(Id16, primary_key=True)
    guardian = field(Id16)
    evidence = field(BytewiseText)
    expires_us = field(Int64)
