"""What happened: the activity feed, events, the history, erasures."""

from sqlalchemy import Index, column
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, IN_ANOTHERS_EXPORT, STRICT, MainTable, about, owned
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

_REFUSED = column("kind", BytewiseText) == "refused"
"""Refused attempts alone: one line an hour for an actor and a reason."""
_NOT_REFUSED = column("kind", BytewiseText) != "refused"
"""All other lines, so that a flood of refusals costs nothing where they are read."""


class ActivityTable(MainTable, table=True):
    """A line of a subject's feed, in the order of `seq`.

    actor: 16 zero bytes for an unknown requester, so that anonymous floods count as one too. first_us: time of the
    first of `count` attempts; null: `at_us`.
    """

    __tablename__ = "activity"
    __table_args__ = (
        owned(),
        Index(
            "activity_but_refused",
            "owner",
            "seq",
            sqlite_where=_NOT_REFUSED,
        ),
        Index(
            "refused_per_hour",
            "owner",
            "actor",
            "reason",
            "hour",
            unique=True,
            sqlite_where=_REFUSED,
        ),
        Index(
            "refused_by_time",
            "at_us",
            sqlite_where=_REFUSED,
        ),
        CLUSTERED,
    )
    owner: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(left_out="every line of it is a leaf too, and the receipts have the leaves"),
    )
    seq: int = Field(sa_type=Int64, primary_key=True)
    revision: int = Field(sa_type=Int64)
    at_us: int = Field(sa_type=Int64)
    hour: int = Field(sa_type=Int64)
    kind: str = Field(sa_type=BytewiseText)
    actor: bytes = Field(
        sa_type=Id16,
        sa_column_kwargs=about(
            kept="what the erased person did to others stays in the history of those", left_out=IN_ANOTHERS_EXPORT
        ),
    )
    provider: str = Field(sa_type=BytewiseText)
    reason: str = Field(sa_type=BytewiseText)
    count: int = Field(sa_type=Int64)
    output_sha256: bytes | None = Field(sa_type=Bytes)
    takedown_id: bytes | None = Field(sa_type=Id16)
    first_us: int | None = Field(sa_type=Int64)


class OutboxTable(MainTable, table=True):
    """An event to be delivered, under the revision of the transaction that caused it."""

    __tablename__ = "outbox"
    __table_args__ = (
        owned(),
        Index("outbox_order", "revision", "seq", unique=True),
        Index("outbox_age", "created_us"),
        STRICT,
    )
    owner: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(
            kept="events that a reader may not have read yet; forgotten after 7 days; ids alone",
            left_out="the same lines on their way to the app, forgotten after 7 days",
        ),
    )
    revision: int = Field(sa_type=Int64, primary_key=True)
    seq: int = Field(sa_type=Int64, primary_key=True)
    kind: str = Field(sa_type=BytewiseText)
    body: bytes = Field(sa_type=Bytes)
    created_us: int = Field(sa_type=Int64)


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


class HistoryLeafTable(MainTable, table=True):
    """A leaf, in the order of commits from 0 without gaps. Rows are never deleted.

    owner, record: null once the owner is erased, and for leaves that a restore took over from the published tree.
    The owner alone is null for what an operator did to all people at once.
    """

    __tablename__ = "history_leaves"
    __table_args__ = (owned(), Index("history_of_owner", "owner", "revision", "leaf_index"), STRICT)
    leaf_index: int = Field(sa_type=Int64, primary_key=True)
    owner: bytes | None = Field(
        sa_type=Id16, sa_column_kwargs=about(kept="hashes, unlinked from the person", exported="receipts")
    )
    revision: int = Field(sa_type=Int64)
    entry: bytes = Field(sa_type=Bytes)
    record: bytes | None = Field(sa_type=Bytes)


class ErasureTable(MainTable, table=True):
    """An erasure. Pending while `final_us` is null. Says nothing about the person but their id and whose they were.

    issuers: one a line; null: erased before they were kept.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        owned(),
        Index("erasures_by_id", "erasure_id", unique=True),
        Index("erasures_pending", "final_us", "erased_us"),
        CLUSTERED,
    )
    owner: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(
            kept="the proof that it was done",
            left_out="who was erased is found by no name any more, and holds the signed receipt",
        ),
    )
    erasure_id: bytes = Field(sa_type=Id16)
    erased_us: int = Field(sa_type=Int64)
    takedowns: int = Field(sa_type=Int64)
    awaits_version: int | None = Field(sa_type=Int64)
    final_us: int | None = Field(sa_type=Int64)
    issuers: str | None = Field(sa_type=BytewiseText)
