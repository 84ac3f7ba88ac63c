"""The schema, as SQLModel classes. No statement is built from them: stores speak plain SQL, migrations build tables.

Every key leads with the owner, so that a database can be split by owner, save for lookups that have none:
identities (by issuer name), handles in use (by handle), sessions and spent grants (by their own id), remembered
requests (by caller), recordings and removed outputs (by content). `main.db` and `keys.db` are two schemas:
`wrapped_keys.py` says why.
"""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, text
from sqlmodel import Field, SQLModel

from cameo_service.storage.types import Bytes, BytewiseText, Id16, Int64

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""Rows live in their primary key's tree: one descent for a lookup instead of two."""

UNSET: dict[str, Any] = {"server_default": text("0")}
"""What rows have that were there before the column."""


FROM_NOTHING: dict[str, Any] = {"server_default": text("0")}
"""For a count added to rows that are there."""


def live(column: str) -> Index:
    """At most one row that was not released has this value."""
    still = text("released_us IS NULL")
    return Index(f"live_{column}s", column, unique=True, sqlite_where=still, postgresql_where=still)


def owned(column: str = "owner") -> ForeignKeyConstraint:
    """The row is about a subject who exists. The other party may live in another part of a split database."""
    return ForeignKeyConstraint([column], ["subjects.subject_id"])


class MainTable(SQLModel):
    """A table of main.db."""

    metadata = MetaData()


class KeyTable(SQLModel):
    """A table of keys.db."""

    metadata = MetaData()


class DeploymentTable(MainTable, table=True):
    """One row: which installation this is, its incarnation, the newest revision, and whether everything is frozen."""

    __tablename__ = "deployment"
    __table_args__ = (STRICT,)
    only: int = Field(sa_type=Int64, primary_key=True)
    deployment_id: bytes = Field(sa_type=Id16)
    incarnation: int = Field(sa_type=Int64)
    revision: int = Field(sa_type=Int64)
    frozen: int = Field(sa_type=Int64, sa_column_kwargs=FROM_NOTHING)
    global_epoch: int = Field(sa_type=Int64, sa_column_kwargs=FROM_NOTHING)


class SubjectTable(MainTable, table=True):
    """A person."""

    __tablename__ = "subjects"
    __table_args__ = (CLUSTERED,)
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    state: str = Field(sa_type=BytewiseText)
    frozen: int = Field(sa_type=Int64)
    age: str = Field(sa_type=BytewiseText)
    age_us: int | None = Field(sa_type=Int64)
    audience: int = Field(sa_type=Int64)
    owner_epoch: int = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)
    asks_each_time: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)
    was_adult: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class IdentityTable(MainTable, table=True):
    """Which subject an identity provider's (issuer, sub) is."""

    __tablename__ = "identities"
    __table_args__ = (owned("subject_id"), CLUSTERED)
    issuer: str = Field(sa_type=BytewiseText, primary_key=True)
    sub: str = Field(sa_type=BytewiseText, primary_key=True)
    subject_id: bytes = Field(sa_type=Id16)


class HandleTable(MainTable, table=True):
    """Handles in use and in quarantine. Live: released_us is null."""

    __tablename__ = "handles"
    __table_args__ = (
        owned("subject_id"),
        live("handle"),
        live("skeleton"),
        Index("skeletons", "skeleton"),
        Index("handles_by_release", "released_us"),
        CLUSTERED,
    )
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    handle: str = Field(sa_type=BytewiseText, primary_key=True)
    claimed_us: int = Field(sa_type=Int64, primary_key=True)
    skeleton: str = Field(sa_type=BytewiseText)
    released_us: int | None = Field(sa_type=Int64)


class SessionTable(MainTable, table=True):
    """An enrollment session. `purposes`, `checks`: JSON that is only ever read whole."""

    __tablename__ = "sessions"
    __table_args__ = (owned("subject_id"), Index("sessions_of_subject", "subject_id", "created_us"), CLUSTERED)
    session_id: bytes = Field(sa_type=Id16, primary_key=True)
    subject_id: bytes = Field(sa_type=Id16)
    request_id: str = Field(sa_type=BytewiseText)
    purposes: str = Field(sa_type=BytewiseText)
    consent_record: str = Field(sa_type=BytewiseText)
    state: str = Field(sa_type=BytewiseText)
    attempts: int = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)
    expires_us: int = Field(sa_type=Int64)
    checks: str = Field(sa_type=BytewiseText)
    record: str | None = Field(sa_type=BytewiseText)
    act: str | None = Field(sa_type=BytewiseText)


class EnrollmentTable(MainTable, table=True):
    """A subject's one enrollment. `modalities`: sorted values joined by commas."""

    __tablename__ = "enrollments"
    __table_args__ = (owned("subject_id"), CLUSTERED)
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    enrollment_id: bytes = Field(sa_type=Id16)
    version: int = Field(sa_type=Int64)
    assurance: int = Field(sa_type=Int64)
    audience_ceiling: int = Field(sa_type=Int64)
    modalities: str = Field(sa_type=BytewiseText)
    created_us: int = Field(sa_type=Int64)
    expires_us: int | None = Field(sa_type=Int64)
    bound_to: str | None = Field(sa_type=BytewiseText)


class SealedItemTable(MainTable, table=True):
    """Vault ciphertext. Useless without its row in keys.db."""

    __tablename__ = "sealed_items"
    __table_args__ = (
        ForeignKeyConstraint(["subject_id"], ["enrollments.subject_id"], ondelete="CASCADE"),
        STRICT,
    )
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    kind: str = Field(sa_type=BytewiseText, primary_key=True)
    model_id: str = Field(sa_type=BytewiseText, primary_key=True)
    ciphertext: bytes = Field(sa_type=Bytes)


class GrantTable(MainTable, table=True):
    """A permission. `provider` is empty for any provider; `modalities`, `uses`: sorted values joined by commas."""

    __tablename__ = "grants"
    __table_args__ = (
        owned(),
        Index("grants_expiry", "expires_us"),
        Index("grants_by_grantee", "grantee", "owner"),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    grantee: bytes = Field(sa_type=Id16, primary_key=True)
    provider: str = Field(sa_type=BytewiseText, primary_key=True)
    grant_id: bytes = Field(sa_type=Id16)
    modalities: str = Field(sa_type=BytewiseText)
    uses: str = Field(sa_type=BytewiseText)
    expires_us: int | None = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)
    max_renders: int | None = Field(sa_type=Int64)
    per_day: int | None = Field(sa_type=Int64)
    asks_each_time: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class PairMarkTable(MainTable, table=True):
    """What stays between an owner and an actor after grants come and go: the epoch, and that access was revoked.

    provider: whom alone it concerns; empty: every provider. epoch: the revision that narrowed last.
    """

    __tablename__ = "pair_marks"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    actor: bytes = Field(sa_type=Id16, primary_key=True)
    provider: str = Field(sa_type=BytewiseText, primary_key=True)
    epoch: int = Field(sa_type=Int64)
    revoked_us: int | None = Field(sa_type=Int64)


class BlockTable(MainTable, table=True):
    """An owner's block of an actor."""

    __tablename__ = "blocks"
    __table_args__ = (owned(), Index("blocks_expiry", "expires_us"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    actor: bytes = Field(sa_type=Id16, primary_key=True)
    expires_us: int | None = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)


class SpentGrantTable(MainTable, table=True):
    """A render grant that the likeness reference was fetched with."""

    __tablename__ = "spent_grants"
    __table_args__ = (CLUSTERED,)
    render_grant_id: bytes = Field(sa_type=Id16, primary_key=True)
    spent_us: int = Field(sa_type=Int64)


class ActivityTable(MainTable, table=True):
    """A line of a subject's feed. `actor` is 16 zero bytes for nobody, so that anonymous floods count as one too."""

    __tablename__ = "activity"
    __table_args__ = (
        owned(),
        Index("activity_newest", "owner", "revision", "seq"),
        Index(
            "refused_per_hour",
            "owner",
            "actor",
            "reason",
            "hour",
            unique=True,
            sqlite_where=text("kind = 'refused'"),
            postgresql_where=text("kind = 'refused'"),
        ),
        Index(
            "refused_by_time",
            "at_us",
            sqlite_where=text("kind = 'refused'"),
            postgresql_where=text("kind = 'refused'"),
        ),
        CLUSTERED,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    seq: int = Field(sa_type=Int64, primary_key=True)
    revision: int = Field(sa_type=Int64)
    at_us: int = Field(sa_type=Int64)
    hour: int = Field(sa_type=Int64)
    kind: str = Field(sa_type=BytewiseText)
    actor: bytes = Field(sa_type=Id16)
    provider: str = Field(sa_type=BytewiseText)
    reason: str = Field(sa_type=BytewiseText)
    count: int = Field(sa_type=Int64)
    output_sha256: bytes | None = Field(sa_type=Bytes)
    takedown_id: bytes | None = Field(sa_type=Id16)


class OutboxTable(MainTable, table=True):
    """An event to be delivered, under the revision of the transaction that caused it."""

    __tablename__ = "outbox"
    __table_args__ = (
        owned(),
        Index("outbox_order", "revision", "seq", unique=True),
        Index("outbox_age", "created_us"),
        STRICT,
    )
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    revision: int = Field(sa_type=Int64, primary_key=True)
    seq: int = Field(sa_type=Int64, primary_key=True)
    kind: str = Field(sa_type=BytewiseText)
    body: bytes = Field(sa_type=Bytes)
    created_us: int = Field(sa_type=Int64)


class RememberedRequestTable(MainTable, table=True):
    """The answer to a write, so that its repetition gets the same one."""

    __tablename__ = "remembered_requests"
    __table_args__ = (Index("remembered_age", "created_us"), CLUSTERED)
    caller: str = Field(sa_type=BytewiseText, primary_key=True)
    request_id: str = Field(sa_type=BytewiseText, primary_key=True)
    body_sha256: bytes = Field(sa_type=Bytes)
    reply: bytes = Field(sa_type=Bytes)
    created_us: int = Field(sa_type=Int64)


class KeyDeploymentTable(KeyTable, table=True):
    """One row: which installation these keys belong to."""

    __tablename__ = "deployment"
    __table_args__ = (STRICT,)
    only: int = Field(sa_type=Int64, primary_key=True)
    deployment_id: bytes = Field(sa_type=Id16)


class WrappedKeyTable(KeyTable, table=True):
    """The data key of one sealed item, wrapped by version `key_version` of the key-encryption key."""

    __tablename__ = "wrapped_keys"
    __table_args__ = (CLUSTERED,)
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    enrollment_id: bytes = Field(sa_type=Id16, primary_key=True)
    kind: str = Field(sa_type=BytewiseText, primary_key=True)
    model_id: str = Field(sa_type=BytewiseText, primary_key=True)
    key_version: int = Field(sa_type=Int64)
    wrapped_key: bytes = Field(sa_type=Bytes)
