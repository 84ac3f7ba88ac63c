"""What happened: the activity feed, events, the history, erasures."""

from sqlalchemy import Index, column

from cameo_service.storage.tables.base import CLUSTERED, STRICT, MainTable, field, owned
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

_REFUSED = column("kind", BytewiseText) == "refused"
"""Refused attempts alone: one line an hour for an actor and a reason."""
_NOT_REFUSED = column("kind", BytewiseText) != "refused"
"""All other lines, so that a flood of refusals costs nothing where they are read."""


class ActivityTable(MainTable):
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
            postgresql_where=_NOT_REFUSED,
        ),
        Index(
            "refused_per_hour",
            "owner",
            "actor",
            "reason",
            "hour",
            unique=True,
            sqlite_where=_REFUSED,
            postgresql_where=_REFUSED,
        ),
        Index(
            "refused_by_time",
            "at_us",
            sqlite_where=_REFUSED,
            postgresql_where=_REFUSED,
        ),
        CLUSTERED,
    )
    owner = field(Id16, primary_key=True)
    seq = field(Int64, primary_key=True)
    revision = field(Int64)
    at_us = field(Int64)
    hour = field(Int64)
    kind = field(BytewiseText)
    actor = field(Id16)
    provider = field(BytewiseText)
    reason = field(BytewiseText)
    count = field(Int64)
    output_sha256 = field(Bytes, nullable=True)
    takedown_id = field(Id16, nullable=True)
    first_us = field(Int64, nullable=True)


class OutboxTable(MainTable):
    """An event to be delivered, under the revision of the transaction that caused it."""

    __tablename__ = "outbox"
    __table_args__ = (
        owned(),
        Index("outbox_order", "revision", "seq", unique=True),
        Index("outbox_age", "created_us"),
        STRICT,
    )
    owner = field(Id16, primary_key=True)
    revision = field(Int64, primary_key=True)
    seq = field(Int64, primary_key=True)
    kind = field(BytewiseText)
    body = field(Bytes)
    created_us = field(Int64)


class OutboxMarksTable(MainTable):
    """One row.

    swept_us: expiries until then are events. forgotten_revision: events up to there may be gone. posted_*: the last
    event that the app took as a webhook. refusals_told_us: refused attempts until then are events; null: none are.
    """

    __tablename__ = "outbox_marks"
    __table_args__ = (STRICT,)
    only = field(Int64, primary_key=True)
    swept_us = field(Int64)
    forgotten_revision = field(Int64)
    posted_revision = field(Int64)
    posted_seq = field(Int64)
    refusals_told_us = field(Int64, nullable=True)


class HistoryLeafTable(MainTable):
    """A leaf, in the order of commits from 0 without gaps. Rows are never deleted.

    owner, record: null once the owner is erased, and for leaves that a restore took over from the published tree.
    The owner alone is null for what an operator did to everybody at once.
    """

    __tablename__ = "history_leaves"
    __table_args__ = (owned(), Index("history_of_owner", "owner", "revision", "leaf_index"), STRICT)
    leaf_index = field(Int64, primary_key=True)
    owner = field(Id16, nullable=True)
    revision = field(Int64)
    entry = field(Bytes)
    record = field(Bytes, nullable=True)


class ErasureTable(MainTable):
    """An erasure. Pending while `final_us` is null. Says nothing about the person but their id."""

    __tablename__ = "erasures"
    __table_args__ = (
        owned(),
        Index("erasures_by_id", "erasure_id", unique=True),
        Index("erasures_pending", "final_us", "erased_us"),
        CLUSTERED,
    )
    owner = field(Id16, primary_key=True)
    erasure_id = field(Id16)
    erased_us = field(Int64)
    takedowns = field(Int64)
    awaits_version = field(Int64, nullable=True)
    final_us = field(Int64, nullable=True)
