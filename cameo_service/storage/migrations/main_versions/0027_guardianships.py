"""Guardians of minors."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0027_guardianships"
down_revision = "main_0026_handles_by_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guardianships",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("guardian", Id16(), nullable=False),
        sa.Column("evidence", BytewiseText(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("guardianships_by_guardian", "guardianships", ["guardian"])
