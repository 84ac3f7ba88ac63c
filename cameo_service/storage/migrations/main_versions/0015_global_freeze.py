"""Whether everything is frozen, and how often it was."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Int64

revision = "main_0015_global_freeze"
down_revision = "main_0014_owner_verifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deployment", sa.Column("frozen", Int64(), nullable=False, server_default=sa.text("0")))
    op.add_column("deployment", sa.Column("global_epoch", Int64(), nullable=False, server_default=sa.text("0")))
