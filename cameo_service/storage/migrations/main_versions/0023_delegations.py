"""People who act for others."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0023_delegations"
down_revision = "main_0022_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("delegate", Id16(), nullable=False),
        sa.Column("acts", BytewiseText(), nullable=False),
        sa.Column("evidence", BytewiseText(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "delegate"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
