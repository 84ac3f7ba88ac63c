"""Ages that the app's word alone changed are disputed until the person or the operator settles them (ADR 0034)."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText

revision = "main_0032_disputed_ages"
down_revision = "main_0031_delegates_without_access"
branch_labels = None
depends_on = None

# Which age was settled last is not known: the operator makes no adult of them, their own assertion does.
_MADE_MINORS = "UPDATE subjects SET disputed_from = 'unknown' WHERE was_adult = 1 AND age = 'minor'"


def upgrade() -> None:
    op.add_column("subjects", sa.Column("disputed_from", BytewiseText(), nullable=True))
    op.execute(_MADE_MINORS)
