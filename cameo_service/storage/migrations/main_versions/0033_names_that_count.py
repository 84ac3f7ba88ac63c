"""Names count for others once their bearer is enrolled or vouched for, and are found by the sound of two words."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Int64
from consent.names import PersonName

revision = "main_0033_names_that_count"
down_revision = "main_0032_disputed_ages"
branch_labels = None
depends_on = None

# Every name counted before: no person loses that by an upgrade. The operator sees who was vouched for in this way.
_VOUCH = """
UPDATE subjects SET vouched = 1 WHERE subject_id IN (SELECT owner FROM names)
  AND subject_id NOT IN (SELECT subject_id FROM enrollments)
"""


def upgrade() -> None:
    op.add_column("subjects", sa.Column("vouched", Int64(), server_default=sa.text("0"), nullable=False))
    for column in ("counts", "refused"):
        op.add_column("names", sa.Column(column, Int64(), server_default=sa.text("0"), nullable=False))
    op.execute(_VOUCH)
    connection = op.get_bind()
    heard = sa.text("UPDATE names SET counts = 1, sound = :sound WHERE owner = :owner AND words = :words")
    for owner, words in connection.execute(sa.text("SELECT owner, words FROM names")).fetchall():
        sound = PersonName("", tuple(words.split(" "))).sound
        connection.execute(heard, {"owner": owner, "words": words, "sound": sound})
    op.drop_index("names_by_sound", table_name="names")
    op.create_index("names_by_sound", "names", ["counts", "sound"], unique=False)
    op.create_index("names_by_refused", "names", ["refused"], unique=False)
