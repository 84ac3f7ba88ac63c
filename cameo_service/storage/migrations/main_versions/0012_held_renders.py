"""Renders that wait for a yes, and who wants to be asked."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

revision = "main_0012_held_renders"
down_revision = "main_0011_access_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:

    for table in ("subjects", "grants"):
        op.add_column(table, sa.Column("asks_each_time", Int64(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "held_renders",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("ask", Bytes(), nullable=False),
        sa.Column("requester", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.Column("job", BytewiseText(), nullable=False),
        sa.Column("prompt", BytewiseText(), nullable=False),
        sa.Column("modalities", BytewiseText(), nullable=False),
        sa.Column("use", BytewiseText(), nullable=False),
        sa.Column("classes", BytewiseText(), nullable=False),
        sa.Column("standing", BytewiseText(), nullable=False),
        sa.Column("asked_us", Int64(), nullable=False),
        sa.Column("ends_us", Int64(), nullable=True),
        sa.Column("owner_answer", BytewiseText(), nullable=False),
        sa.Column("review_answer", BytewiseText(), nullable=False),
        sa.Column("spent_on", Bytes(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "ask"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("held_renders_end", "held_renders", ["ends_us"], unique=False)
    op.create_index("held_renders_for_review", "held_renders", ["review_answer", "asked_us"], unique=False)
