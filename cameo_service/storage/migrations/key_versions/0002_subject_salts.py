"""Salts that link leaves of the history to subjects."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, Id16

revision = "keys_0002"
down_revision = "keys_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "subject_salts",
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("salt", Bytes(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
