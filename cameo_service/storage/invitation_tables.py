"""Invitations to enroll."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import Id16, Int64


class InvitationTable(MainTable, table=True):
    """One person may start one enrollment. See `usecases.invitation_ports`."""

    __tablename__ = "invitations"
    __table_args__ = (owned(), Index("invitations_by_id", "invitation_id", unique=True), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    invitation_id: bytes = Field(sa_type=Id16, primary_key=True)
    expires_us: int = Field(sa_type=Int64)
    used_us: int | None = Field(sa_type=Int64)
