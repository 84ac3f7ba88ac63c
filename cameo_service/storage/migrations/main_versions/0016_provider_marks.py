"""What is between an owner and an actor, for one provider or for all.

Epochs that were counted are below the revision by which they rose, so going on from revisions raises them only.
"""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import BytewiseText, Id16, Int64

revision = "main_0016_provider_marks"
down_revision = "main_0015_global_freeze"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.rename_table("pair_marks", "pair_marks_of_all")
    op.create_table(
        "pair_marks",
        sa.Column("owner", Id16(), nullable=False),
        sa.Column("actor", Id16(), nullable=False),
        sa.Column("provider", BytewiseText(), nullable=False),
        sa.Column("epoch", Int64(), nullable=False),
        sa.Column("revoked_us", Int64(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["subjects.subject_id"],
        ),
        sa.PrimaryKeyConstraint("owner", "actor", "provider"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO pair_marks SELECT owner, actor, '', epoch, revoked_us FROM pair_marks_of_all")
    op.drop_table("pair_marks_of_all")
