"""Removal requests of people without an account."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

revision = "main_0021_removals"
down_revision = "main_0020_indexes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removals",
        sa.Column("removal_id", Id16(), nullable=False),
        sa.Column("filed_us", Int64(), nullable=False),
        sa.Column("due_us", Int64(), nullable=False),
        sa.Column("service_id", BytewiseText(), nullable=False),
        sa.Column("contact", BytewiseText(), nullable=False),
        sa.Column("what", BytewiseText(), nullable=False),
        sa.Column("outputs", Bytes(), nullable=False),
        sa.Column("answer", BytewiseText(), nullable=False),
        sa.Column("reason", BytewiseText(), nullable=False),
        sa.Column("answered_us", Int64(), nullable=True),
        sa.PrimaryKeyConstraint("removal_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("removals_by_due", "removals", ["answer", "due_us"])
