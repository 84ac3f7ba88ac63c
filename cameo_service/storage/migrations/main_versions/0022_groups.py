"""Groups, their members, what is granted to them, and what was taken back."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0022_groups"
down_revision = "main_0021_removals"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "groups",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("name", BytewiseText(), nullable=False),
        sa.Column("group_id", Id16(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner", "name"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_members",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("member", Id16(), nullable=False),
        sa.Column("group_id", Id16(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner", "member", "group_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("members_of_group", "group_members", ["owner", "group_id"], unique=False)
    op.create_index("groups_by_member", "group_members", ["member", "owner"], unique=False)
    op.create_table(
        "group_grants",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("group_id", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.Column("grant_id", Id16(), nullable=False),
        sa.Column("modalities", BytewiseText(), nullable=False),
        sa.Column("uses", BytewiseText(), nullable=False),
        sa.Column("expires_us", Int64(), nullable=True),
        sa.Column("max_renders", Int64(), nullable=True),
        sa.Column("per_day", Int64(), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner", "group_id", "provider"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("group_grants_expiry", "group_grants", ["expires_us"], unique=False)
    op.create_table(
        "ended_grants",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("grant_id", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner", "grant_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
