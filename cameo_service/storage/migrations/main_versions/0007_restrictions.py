"""Restrictions: denied classes, banned words, and what people say in their own words."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16

revision = "main_0007_restrictions"
down_revision = "main_0006_sessions_of_subject"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "restrictions",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("denied_classes", BytewiseText(), nullable=False),
        sa.Column("banned_words", BytewiseText(), nullable=False),
        sa.Column("preferences", BytewiseText(), nullable=False),
        sa.Column("wishes", BytewiseText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
