"""The first schema of keys.db."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64

revision = "keys_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "deployment",
        sa.Column("only", Int64(), nullable=False),
        sa.Column("deployment_id", Id16(), nullable=False),
        sa.PrimaryKeyConstraint("only"),
        sqlite_strict=True,
    )
    op.create_table(
        "wrapped_keys",
        sa.Column("subject_id", Id16(), nullable=False),
        sa.Column("enrollment_id", Id16(), nullable=False),
        sa.Column("kind", BytewiseText(), nullable=False),
        sa.Column("model_id", BytewiseText(), nullable=False),
        sa.Column("key_version", Int64(), nullable=False),
        sa.Column("wrapped_key", Bytes(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "enrollment_id", "kind", "model_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
