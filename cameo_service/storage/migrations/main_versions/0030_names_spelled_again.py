"""Names are spelled as prompts are now: words are letters, digits and marks in every script (ADR 0032)."""

import sqlalchemy as sa
from alembic import op

from consent.names import PersonName
from consent.sounds import words_of

revision = "main_0030_names_spelled_again"
down_revision = "main_0028_was_adult"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT owner, name FROM names ORDER BY owner, words")).fetchall()
    connection.execute(sa.text("DELETE FROM names"))
    # Two names of one owner that were spelled differently may now be spelled alike: the first stays.
    add = sa.text(
        "INSERT INTO names (owner, words, name, sound) VALUES (:owner, :words, :name, :sound) ON CONFLICT DO NOTHING"
    )
    for owner, name in rows:
        spelled = PersonName(name, words_of(name))
        values = {"owner": owner, "words": " ".join(spelled.words), "name": name, "sound": spelled.sound}
        connection.execute(add, values)
