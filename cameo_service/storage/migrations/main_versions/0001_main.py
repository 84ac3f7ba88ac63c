"""The first schema of main.db."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

revision = "main_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "deployment",
        sa.Column("only", Int64(), nullable=False),
        sa.Column("deployment_id", Id16(), nullable=False),
        sa.Column("incarnation", Int64(), nullable=False),
        sa.Column("revision", Int64(), nullable=False),
        sa.PrimaryKeyConstraint("only"),
        sqlite_strict=True,
    )
    op.create_table(
        "spent_grants",
        sa.Column("render_grant_id", Id16(), nullable=False),
        sa.Column("spent_us", Int64(), nullable=False),
        sa.PrimaryKeyConstraint("render_grant_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "remembered_requests",
        sa.Column("caller", BytewiseText(), nullable=False),
        sa.Column("request_id", BytewiseText(), nullable=False),
        sa.Column("body_sha256", Bytes(), nullable=False),
        sa.Column("reply", Bytes(), nullable=False),
        sa.Column("created_us", Int64(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "request_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("remembered_age", "remembered_requests", ["created_us"], unique=False)
    op.create_table(
        "subjects",
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("state", BytewiseText(), nullable=False),
        sa.Column("frozen", Int64(), nullable=False),
        sa.Column("age", BytewiseText(), nullable=False),
        sa.Column("age_us", Int64(), nullable=True),
        sa.Column("audience", Int64(), nullable=False),
        sa.Column("owner_epoch", Int64(), nullable=False),
        sa.Column("created_us", Int64(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "activity",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("seq", Int64(), nullable=False),
        sa.Column("revision", Int64(), nullable=False),
        sa.Column("at_us", Int64(), nullable=False),
        sa.Column("hour", Int64(), nullable=False),
        sa.Column("kind", BytewiseText(), nullable=False),
        sa.Column("actor", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.Column("reason", BytewiseText(), nullable=False),
        sa.Column("count", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "seq"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("activity_newest", "activity", ["owner", "revision", "seq"], unique=False)
    op.create_index(
        "refused_per_hour",
        "activity",
        ["owner", "actor", "reason", "hour"],
        unique=True,
        sqlite_where=sa.text("kind = 'refused'"),
        postgresql_where=sa.text("kind = 'refused'"),
    )
    op.create_table(
        "blocks",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("actor", Id16(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=True),
        sa.Column("created_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "actor"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enrollments",
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("enrollment_id", Id16(), nullable=False),
        sa.Column("version", Int64(), nullable=False),
        sa.Column("assurance", Int64(), nullable=False),
        sa.Column("audience_ceiling", Int64(), nullable=False),
        sa.Column("modalities", BytewiseText(), nullable=False),
        sa.Column("created_us", Int64(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("subject_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grants",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("grantee", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.Column("grant_id", Id16(), nullable=False),
        sa.Column("modalities", BytewiseText(), nullable=False),
        sa.Column("uses", BytewiseText(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=True),
        sa.Column("created_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "grantee", "provider"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "handles",
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("handle", BytewiseText(), nullable=False),
        sa.Column("claimed_us", Int64(), nullable=False),
        sa.Column("skeleton", BytewiseText(), nullable=False),
        sa.Column("released_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("subject_id", "handle", "claimed_us"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "live_handles",
        "handles",
        ["handle"],
        unique=True,
        sqlite_where=sa.text("released_us IS NULL"),
        postgresql_where=sa.text("released_us IS NULL"),
    )
    op.create_index(
        "live_skeletons",
        "handles",
        ["skeleton"],
        unique=True,
        sqlite_where=sa.text("released_us IS NULL"),
        postgresql_where=sa.text("released_us IS NULL"),
    )
    op.create_index("skeletons", "handles", ["skeleton"], unique=False)
    op.create_table(
        "identities",
        sa.Column("issuer", BytewiseText(), nullable=False),
        sa.Column("sub", BytewiseText(), nullable=False),
        sa.Column("subject_id", Id16(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("issuer", "sub"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("revision", Int64(), nullable=False),
        sa.Column("seq", Int64(), nullable=False),
        sa.Column("kind", BytewiseText(), nullable=False),
        sa.Column("body", Bytes(), nullable=False),
        sa.Column("created_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "revision", "seq"),
        sqlite_strict=True,
    )
    op.create_index("outbox_order", "outbox", ["revision", "seq"], unique=True)
    op.create_table(
        "pair_marks",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("actor", Id16(), nullable=False),
        sa.Column("epoch", Int64(), nullable=False),
        sa.Column("revoked_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "actor"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", Id16(), nullable=False),
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("request_id", BytewiseText(), nullable=False),
        sa.Column("purposes", BytewiseText(), nullable=False),
        sa.Column("consent_record", BytewiseText(), nullable=False),
        sa.Column("state", BytewiseText(), nullable=False),
        sa.Column("attempts", Int64(), nullable=False),
        sa.Column("created_us", Int64(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=False),
        sa.Column("checks", BytewiseText(), nullable=False),
        sa.Column("record", BytewiseText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("session_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_items",
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("kind", BytewiseText(), nullable=False),
        sa.Column("model_id", BytewiseText(), nullable=False),
        sa.Column("ciphertext", Bytes(), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["enrollments.subject_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("subject_id", "kind", "model_id"),
        sqlite_strict=True,
    )
