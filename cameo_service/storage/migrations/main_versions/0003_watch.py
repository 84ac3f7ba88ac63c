"""Events are swept, forgotten and read in order."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Int64

revision = "main_0003_watch"
down_revision = "main_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "outbox_marks",
        sa.Column("only", Int64(), nullable=False),
        sa.Column("swept_us", Int64(), nullable=False),
        sa.Column("forgotten_revision", Int64(), nullable=False),
        sa.Column("posted_revision", Int64(), nullable=False),
        sa.Column("posted_seq", Int64(), nullable=False),
        sa.PrimaryKeyConstraint("only"),
        sqlite_strict=True,
    )
    op.create_index("outbox_age", "outbox", ["created_us"], unique=False)
    op.create_index("grants_expiry", "grants", ["expires_us"], unique=False)
    op.create_index("blocks_expiry", "blocks", ["expires_us"], unique=False)
