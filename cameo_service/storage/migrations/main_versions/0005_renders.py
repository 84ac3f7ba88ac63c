"""Renders from lease to publication, orders to take them down, and how many a grant is good for."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

revision = "main_0005_renders"
down_revision = "main_0004_history"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.add_column("grants", sa.Column("max_renders", Int64(), nullable=True))
    op.add_column("grants", sa.Column("per_day", Int64(), nullable=True))
    op.create_table(
        "renders",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("render_grant_id", Id16(), nullable=False),
        sa.Column("grant_id", Id16(), nullable=False),
        sa.Column("requester", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.Column("opened_us", Int64(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=False),
        sa.Column("output_sha256", Bytes(), nullable=True),
        sa.Column("drafted_us", Int64(), nullable=True),
        sa.Column("published_us", Int64(), nullable=True),
        sa.Column("parent_output", Bytes(), nullable=True),
        sa.Column("marking", Bytes(), nullable=False),
        sa.Column("removal", BytewiseText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "render_grant_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("renders_by_grant", "renders", ["owner", "grant_id", "opened_us"], unique=False)
    op.create_index("renders_by_output", "renders", ["output_sha256"], unique=False)
    op.create_table(
        "takedowns",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("takedown_id", Id16(), nullable=False),
        sa.Column("render_grant_id", Id16(), nullable=False),
        sa.Column("removal", BytewiseText(), nullable=False),
        sa.Column("ordered_us", Int64(), nullable=False),
        sa.Column("due_us", Int64(), nullable=False),
        sa.Column("acknowledged_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "takedown_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("takedowns_by_due", "takedowns", ["acknowledged_us", "due_us"], unique=False)
    op.create_index("takedowns_by_id", "takedowns", ["takedown_id"], unique=True)
