"""Recordings that were handed in, as fingerprints."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, Id16, Int64

revision = "main_0018_seen_recordings"
down_revision = "main_0017_identity_binding"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "recording_keys",
        sa.Column("key", Int64(), nullable=False),
        sa.Column("recording_id", Int64(), nullable=False),
        sa.PrimaryKeyConstraint("key", "recording_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen_recordings",
        sa.Column("recording_id", Int64(), nullable=False),
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("seen_us", Int64(), nullable=False),
        sa.Column("sha256", Bytes(), nullable=False),
        sa.Column("pictures", Bytes(), nullable=False),
        sa.Column("sound", Bytes(), nullable=False),
        sa.Column("keys", Bytes(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("recording_id"),
        sqlite_strict=True,
    )
    for name, column in (("owner", "owner"), ("digest", "sha256"), ("age", "seen_us")):
        op.create_index(f"seen_recordings_{name}", "seen_recordings", [column], unique=False)
