"""A running attempt has an id and beats, so that every replica can tell which attempts no process holds (ADR 0065)."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Id16, Int64

revision = "main_0047_held_attempts"
down_revision = "main_0044_names_not_drawn_out"
branch_labels = None
depends_on = None

# No service runs now, so no attempt does. What had come whole was lost by the service, not by the person.
_GIVEN_BACK = "UPDATE sessions SET attempts = attempts - 1 WHERE state = 'JUDGING'"
_LEFT_BEHIND = "UPDATE sessions SET state = 'ABANDONED' WHERE state IN ('RECORDING', 'JUDGING')"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("attempt_id", Id16(), nullable=True))
    op.add_column("sessions", sa.Column("beats", Int64(), nullable=False, server_default=sa.text("0")))
    op.execute(_GIVEN_BACK)
    op.execute(_LEFT_BEHIND)
    is_running = sa.text("attempt_id IS NOT NULL")
    op.create_index(
        "running_attempts", "sessions", ["attempt_id"], sqlite_where=is_running, postgresql_where=is_running
    )
