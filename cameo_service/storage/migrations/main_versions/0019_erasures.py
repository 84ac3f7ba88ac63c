"""Erasures."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Id16, Int64

revision = "main_0019_erasures"
down_revision = "main_0018_seen_recordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("erasure_id", Id16(), nullable=False),
        sa.Column("erased_us", Int64(), nullable=False),
        sa.Column("takedowns", Int64(), nullable=False),
        sa.Column("awaits_version", Int64(), nullable=True),
        sa.Column("final_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("erasures_by_id", "erasures", ["erasure_id"], unique=True)
    op.create_index("erasures_pending", "erasures", ["final_us", "erased_us"])
