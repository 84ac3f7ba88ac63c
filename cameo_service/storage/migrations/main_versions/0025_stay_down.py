"""Files that removal requests had taken down, by hash, those of earlier requests among them."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Bytes

revision = "main_0025_stay_down"
down_revision = "main_0024_invitations"
branch_labels = None
depends_on = None

_DIGEST = 32


def upgrade() -> None:

    op.create_table(
        "removed_outputs",
        sa.Column("output_sha256", Bytes(), nullable=False),
        sa.PrimaryKeyConstraint("output_sha256"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    keep_down = sa.text("INSERT INTO removed_outputs (output_sha256) VALUES (:output) ON CONFLICT DO NOTHING")
    for (outputs,) in connection.execute(sa.text("SELECT outputs FROM removals WHERE answer = 'ordered'")).fetchall():
        for start in range(0, len(outputs), _DIGEST):
            connection.execute(keep_down, {"output": outputs[start : start + _DIGEST]})
