"""Names are spelled without the letters that only draw a word out, such as tatweel, as prompts are now."""

import sqlalchemy as sa
from alembic import op

from consent.names import PersonName
from consent.sounds import words_of

revision = "main_0044_names_not_drawn_out"
down_revision = "main_0043_erased_of_whom"
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
        # Where the owner has the name in both spellings, the drawn out one stays as it is: the other one finds both.
        if words and (bytes(owner), words) not in held:
            held.add((bytes(owner), words))
            connection.execute(again, {"words": words, "sound": spelled.sound, "owner": owner, "before": before})
