"""Whom somebody may render, and everybody one held render shows."""

from alembic import op

revision = "main_0020_indexes"
down_revision = "main_0019_erasures"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_index("grants_by_grantee", "grants", ["grantee", "owner"], unique=False)
    op.create_index("held_renders_by_ask", "held_renders", ["ask"], unique=False)
