"""Invitations to enroll."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Id16, Int64

revision = "main_0024_invitations"
down_revision = "main_0023_delegations"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "invitations",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("invitation_id", Id16(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=False),
        sa.Column("used_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner", "invitation_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("invitations_by_id", "invitations", ["invitation_id"], unique=True)
