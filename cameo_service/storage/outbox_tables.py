"""The table beside the outbox: how far it was swept, forgotten and posted. Events: `tables.OutboxTable`."""

from sqlmodel import Field

from cameo_service.storage.tables import STRICT, MainTable
from cameo_service.storage.types import Int64


class OutboxMarksTable(MainTable, table=True):
    """One row.

    swept_us: expiries until then are events. forgotten_revision: events up to there may be gone. posted_*: the last
    event that the app took as a webhook. refusals_told_us: refused attempts until then are events; null: none are.
    """

    __tablename__ = "outbox_marks"
    __table_args__ = (STRICT,)
    only: int = Field(sa_type=Int64, primary_key=True)
    swept_us: int = Field(sa_type=Int64)
    forgotten_revision: int = Field(sa_type=Int64)
    posted_revision: int = Field(sa_type=Int64)
    posted_seq: int = Field(sa_type=Int64)
    refusals_told_us: int | None = Field(sa_type=Int64)
