"""Requests for access."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0011_access_requests"
down_revision = "main_0010_names"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "access_requests",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("requester", Id16(), nullable=False),
        sa.Column("modalities", BytewiseText(), nullable=False),
        sa.Column("uses", BytewiseText(), nullable=False),
        sa.Column("asked_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "requester"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
