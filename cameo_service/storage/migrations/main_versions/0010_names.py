"""Names that count as mentions."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16

revision = "main_0010_names"
down_revision = "main_0007_restrictions"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "names",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("words", BytewiseText(), nullable=False),
        sa.Column("name", BytewiseText(), nullable=False),
        sa.Column("sound", BytewiseText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "words"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("names_by_sound", "names", ["sound"], unique=False)
