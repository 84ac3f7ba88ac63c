"""Renders from lease to publication, those that wait for an answer, and orders to take outputs down."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, IN_ANOTHERS_EXPORT, MainTable, about, owned
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

TAKEN_DOWN = "which outputs the app must still take down, by hash"


class SpentGrantTable(MainTable, table=True):
    """A render grant that the likeness reference was fetched with."""

    __tablename__ = "spent_grants"
    __table_args__ = (CLUSTERED,)
    render_grant_id: bytes = Field(sa_type=Id16, primary_key=True)
    spent_us: int = Field(sa_type=Int64)


class RenderTable(MainTable, table=True):
    """One person in one render, from the fetch that leased it on. An appearance once `drafted_us` is set.

    grant_id, requester: 16 zero bytes for none. removal: empty, hidden or deleted.
    """

    __tablename__ = "renders"
    __table_args__ = (
        owned(),
        Index("renders_by_grant", "owner", "grant_id", "opened_us"),
        Index("renders_by_output", "output_sha256"),
        CLUSTERED,
    )
    owner: bytes = Field(
        sa_type=Id16, primary_key=True, sa_column_kwargs=about(kept=TAKEN_DOWN, exported="kept.appearances")
    )
    render_grant_id: bytes = Field(sa_type=Id16, primary_key=True)
    grant_id: bytes = Field(sa_type=Id16)
    requester: bytes = Field(sa_type=Id16, sa_column_kwargs=about(kept=TAKEN_DOWN, left_out=IN_ANOTHERS_EXPORT))
    provider: str = Field(sa_type=BytewiseText)
    opened_us: int = Field(sa_type=Int64)
    expires_us: int = Field(sa_type=Int64)
    output_sha256: bytes | None = Field(sa_type=Bytes)
    drafted_us: int | None = Field(sa_type=Int64)
    published_us: int | None = Field(sa_type=Int64)
    parent_output: bytes | None = Field(sa_type=Bytes)
    marking: bytes = Field(sa_type=Bytes)
    removal: str = Field(sa_type=BytewiseText)


class TakedownTable(MainTable, table=True):
    """An order to take an output down. Open while `acknowledged_us` is null, and told again at `tell_us` until then."""

    __tablename__ = "takedowns"
    __table_args__ = (
        owned(),
        Index("takedowns_by_id", "takedown_id", unique=True),
        Index("takedowns_by_due", "acknowledged_us", "due_us"),
        Index("takedowns_to_tell", "acknowledged_us", "tell_us"),
        CLUSTERED,
    )
    owner: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(kept="orders for outputs that the app must still take down", exported="kept.takedowns"),
    )
    takedown_id: bytes = Field(sa_type=Id16, primary_key=True)
    render_grant_id: bytes = Field(sa_type=Id16)
    removal: str = Field(sa_type=BytewiseText)
    ordered_us: int = Field(sa_type=Int64)
    due_us: int = Field(sa_type=Int64)
    acknowledged_us: int | None = Field(sa_type=Int64)
    tell_us: int | None = Field(sa_type=Int64)


class HeldRenderTable(MainTable, table=True):
    """One person in one render that was asked about. See `consent.held_render`.

    requester: 16 zero bytes for none. owner_answer, review_answer: empty where that one is not asked. modalities,
    classes: sorted values joined by commas.
    """

    __tablename__ = "held_renders"
    __table_args__ = (
        owned(),
        Index("held_renders_end", "ends_us"),
        Index("held_renders_by_ask", "ask"),
        Index("held_renders_for_review", "review_answer", "asked_us"),
        # Holds all that counting reads: a row's prompt lies in pages of its own, and reading over it takes time.
        Index("held_renders_counted", "owner", "requester", "asked_us", "ends_us", "owner_answer", "review_answer"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.held_renders"))
    ask: bytes = Field(sa_type=Bytes, primary_key=True)
    requester: bytes = Field(sa_type=Id16, sa_column_kwargs=about(left_out=IN_ANOTHERS_EXPORT))
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
