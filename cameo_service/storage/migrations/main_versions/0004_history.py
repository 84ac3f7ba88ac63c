"""Leaves of the history."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, Id16, Int64

revision = "main_0004_history"
down_revision = "main_0003_watch"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "history_leaves",
        sa.Column("leaf_index", Int64(), nullable=False),
        sa.Column("owner", Id16(), nullable=True),
        sa.Column("revision", Int64(), nullable=False),
        sa.Column("entry", Bytes(), nullable=False),
        sa.Column("record", Bytes(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("leaf_index"),
        sqlite_strict=True,
    )
    op.create_index("history_of_owner", "history_leaves", ["owner", "revision", "leaf_index"], unique=False)
