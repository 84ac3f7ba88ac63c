"""What an enrollment was matched against."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText

revision = "main_0017_identity_binding"
down_revision = "main_0016_provider_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.add_column("enrollments", sa.Column("bound_to", BytewiseText(), nullable=True))
