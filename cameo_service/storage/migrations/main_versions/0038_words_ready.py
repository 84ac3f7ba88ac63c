"""Banned words are stored ready to be looked for: reading one person's takes as long as reading another's (ADR 0036).

The next start makes those ready that were stored before. What was asked of a person is counted in an index.
"""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText

revision = "main_0038_words_ready"
down_revision = "main_0037_ceiling_by_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counted = ["owner", "requester", "asked_us", "ends_us", "owner_answer", "review_answer"]
    op.create_index("held_renders_counted", "held_renders", counted)
    op.add_column("restrictions", sa.Column("sought", BytewiseText(), nullable=False, server_default=""))
