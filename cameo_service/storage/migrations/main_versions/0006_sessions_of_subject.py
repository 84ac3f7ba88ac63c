"""A person's late sessions are looked up whenever they start another."""

from alembic import op

revision = "main_0006_sessions_of_subject"
down_revision = "main_0005_renders"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_index("sessions_of_subject", "sessions", ["subject_id", "created_us"], unique=False)
