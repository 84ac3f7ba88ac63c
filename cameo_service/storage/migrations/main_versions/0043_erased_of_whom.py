"""Of an erased person stays whose they were: their own apps alone read of it and take down what is ordered down."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText

revision = "main_0043_erased_of_whom"
down_revision = "main_0038_words_ready"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasures", sa.Column("issuers", BytewiseText(), nullable=True))
