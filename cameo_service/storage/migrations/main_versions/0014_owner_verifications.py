"""Enrolled people who show that they are here, before an act of weight."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0014_owner_verifications"
down_revision = "main_0013_told_again"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.add_column("sessions", sa.Column("act", BytewiseText(), nullable=True))
    op.create_table(
        "owner_verifications",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("act", BytewiseText(), nullable=False),
        sa.Column("verified_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "act"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
