"""Renders that wait for a yes, and the answers."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import Bytes, BytewiseText, Id16, Int64


class HeldRenderTable(MainTable, table=True):
    """One person in one render that was asked about. See `consent.held_render`.

    requester: 16 zero bytes for nobody. owner_answer, review_answer: empty where that one is not asked. modalities,
    classes: sorted values joined by commas.
    """

    __tablename__ = "held_renders"
    __table_args__ = (
        owned(),
        Index("held_renders_end", "ends_us"),
        Index("held_renders_by_ask", "ask"),
        Index("held_renders_for_review", "review_answer", "asked_us"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    ask: bytes = Field(sa_type=Bytes, primary_key=True)
    requester: bytes = Field(sa_type=Id16)
    provider: str = Field(sa_type=BytewiseText)
    job: str = Field(sa_type=BytewiseText)
    prompt: str = Field(sa_type=BytewiseText)
    modalities: str = Field(sa_type=BytewiseText)
    use: str = Field(sa_type=BytewiseText)
    classes: str = Field(sa_type=BytewiseText)
    standing: str = Field(sa_type=BytewiseText)
    asked_us: int = Field(sa_type=Int64)
    ends_us: int | None = Field(sa_type=Int64)
    owner_answer: str = Field(sa_type=BytewiseText)
    review_answer: str = Field(sa_type=BytewiseText)
    spent_on: bytes | None = Field(sa_type=Bytes)
