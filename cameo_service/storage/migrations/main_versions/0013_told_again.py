"""Orders are told again, refused attempts are told in batches, and activity names the output it is about."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes, Id16, Int64

revision = "main_0013_told_again"
down_revision = "main_0012_held_renders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("output_sha256", Bytes(), nullable=True))
    op.add_column("activity", sa.Column("takedown_id", Id16(), nullable=True))
    refused = sa.text("kind = 'refused'")
    op.create_index("refused_by_time", "activity", ["at_us"], sqlite_where=refused, postgresql_where=refused)
    op.add_column("takedowns", sa.Column("tell_us", Int64(), nullable=True))
    op.execute("UPDATE takedowns SET tell_us = ordered_us")
    op.create_index("takedowns_to_tell", "takedowns", ["acknowledged_us", "tell_us"])
    op.add_column("outbox_marks", sa.Column("refusals_told_us", Int64(), nullable=True))
