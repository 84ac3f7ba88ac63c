"""Where people stand after a change of nets (ADR 0066)."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0048_net_moves"
down_revision = "main_0047_held_attempts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "net_moves",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("nets", BytewiseText(), nullable=False),
        sa.Column("state", BytewiseText(), nullable=False),
        sa.Column("since_us", Int64(), nullable=False),
        sa.Column("asked_us", Int64(), nullable=True),
        sa.Column("ends_us", Int64(), nullable=True),
        sa.Column("due_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["subjects.subject_id"]),
        sa.PrimaryKeyConstraint("owner"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("net_moves_due", "net_moves", ["due_us"])
