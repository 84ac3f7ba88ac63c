"""Renders from lease to publication, those that wait for an answer, and orders to take outputs down."""

from sqlalchemy import Index

from cameo_service.storage.tables.base import CLUSTERED, MainTable, field, owned
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class SpentGrantTable(MainTable):
    """A render grant that the likeness reference was fetched with."""

    __tablename__ = "spent_grants"
    __table_args__ = (CLUSTERED,)
    render_grant_id = field(Id16, primary_key=True)
    spent_us = field(Int64)


class RenderTable(MainTable):
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
    owner = field(Id16, primary_key=True)
    render_grant_id = field(Id16, primary_key=True)
    grant_id = field(Id16)
    requester = field(Id16)
    provider = field(BytewiseText)
    opened_us = field(Int64)
    expires_us = field(Int64)
    output_sha256 = field(Bytes, nullable=True)
    drafted_us = field(Int64, nullable=True)
    published_us = field(Int64, nullable=True)
    parent_output = field(Bytes, nullable=True)
    marking = field(Bytes)
    removal = field(BytewiseText)


class TakedownTable(MainTable):
    """An order to take an output down. Open while `acknowledged_us` is null, and told again at `tell_us` until then."""

    __tablename__ = "takedowns"
    __table_args__ = (
        owned(),
        Index("takedowns_by_id", "takedown_id", unique=True),
        Index("takedowns_by_due", "acknowledged_us", "due_us"),
        Index("takedowns_to_tell", "acknowledged_us", "tell_us"),
        CLUSTERED,
    )
    owner = field(Id16, primary_key=True)
    takedown_id = field(Id16, primary_key=True)
    render_grant_id = field(Id16)
    removal = field(BytewiseText)
    ordered_us = field(Int64)
    due_us = field(Int64)
    acknowledged_us = field(Int64, nullable=True)
    tell_us = field(Int64, nullable=True)


class HeldRenderTable(MainTable):
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
    owner = field(Id16, primary_key=True)
    ask = field(Bytes, primary_key=True)
    requester = field(Id16)
    provider = field(BytewiseText)
    job = field(BytewiseText)
    prompt = field(BytewiseText)
    modalities = field(BytewiseText)
    use = field(BytewiseText)
    classes = field(BytewiseText)
    standing = field(BytewiseText)
    asked_us = field(Int64)
    ends_us = field(Int64, nullable=True)
    owner_answer = field(BytewiseText)
    review_answer = field(BytewiseText)
    spent_on = field(Bytes, nullable=True)


class RemovalTable(MainTable):
    """A request. contact, what: empty once answered. outputs: 32 bytes each, one after the other."""

    __tablename__ = "removals"
    __table_args__ = (Index("removals_by_due", "answer", "due_us"), CLUSTERED)
    removal_id = field(Id16, primary_key=True)
    filed_us = field(Int64)
    due_us = field(Int64)
    service_id = field(BytewiseText)
    contact = field(BytewiseText)
    what = field(BytewiseText)
    outputs = field(Bytes)
    answer = field(BytewiseText)
    reason = field(BytewiseText)
    answered_us = field(Int64, nullable=True)


class RemovedOutputTable(MainTable):
    """SHA-256 of a file that a removal request had taken down, whether or not it was ever committed here."""

    __tablename__ = "removed_outputs"
    __table_args__ = (CLUSTERED,)
    output_sha256 = field(Bytes, primary_key=True)
