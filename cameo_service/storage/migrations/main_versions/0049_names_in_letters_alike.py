"""Names are spelled by the letters that stand for others, as prompts are now (ADR 0083)."""

import sqlalchemy as sa
from alembic import op

from consent.names import PersonName
from consent.sounds import words_of

revision = "main_0049_names_in_letters_alike"
down_revision = "main_0048_net_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT owner, words, name FROM names ORDER BY owner, words")).fetchall()
    held = {(bytes(owner), words) for owner, words, _ in rows}
    again = sa.text("UPDATE names SET words = :words, sound = :sound WHERE owner = :owner AND words = :before")
    for owner, before, name in rows:
        spelled = PersonName(name, words_of(name))
        words = " ".join(spelled.words)
        # Where the owner has the name in both spellings, the old one stays as it is: the other one finds both.
        if not name.isascii() and words and (bytes(owner), words) not in held:
            held.add((bytes(owner), words))
            connection.execute(again, {"words": words, "sound": spelled.sound, "owner": owner, "before": before})
