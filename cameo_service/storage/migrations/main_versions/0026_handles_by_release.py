"""Handles that were given up, by when."""

from alembic import op

revision = "main_0026_handles_by_release"
down_revision = "main_0025_stay_down"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_index("handles_by_release", "handles", ["released_us"], unique=False)
