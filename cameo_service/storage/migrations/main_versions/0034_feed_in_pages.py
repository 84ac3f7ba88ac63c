"""The feed is read in pages by the order of its lines, and counted refusals know the time of the first."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Int64

revision = "main_0034_feed_in_pages"
down_revision = "main_0033_names_that_count"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was counted before, the last time is the only one that was kept.
    op.add_column("activity", sa.Column("first_us", Int64(), nullable=True))
    op.drop_index("activity_newest", table_name="activity")
    op.create_index(
        "activity_but_refused",
        "activity",
        ["owner", "seq"],
        sqlite_where=sa.text("kind != 'refused'"),
        postgresql_where=sa.text("kind != 'refused'"),
    )
