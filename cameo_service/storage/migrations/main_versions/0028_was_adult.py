"""Who counted as an adult: the app's word alone gives them no guardian."""

import sqlalchemy as sa
from alembic import op

from cameo_service.storage.tables.types import Int64

revision = "main_0028_was_adult"
down_revision = "main_0027_guardianships"
branch_labels = None
depends_on = None

# An adult age always took the person's own assertion; an enrollment of anyone but a minor was judged as an adult's.
_MARK = """
UPDATE subjects SET was_adult = 1 WHERE state <> 'erased' AND (
    age = 'adult'
    OR (age <> 'minor' AND subject_id IN (SELECT subject_id FROM enrollments))
    OR subject_id IN (SELECT owner FROM activity WHERE kind = 'age_asserted' AND reason = 'adult')
)
"""
# A link that stands on the app's word alone ends, and so does every render grant that was signed under it.
_MARKED_MINORS = "SELECT subject_id FROM subjects WHERE was_adult = 1 AND age = 'minor'"


def upgrade() -> None:
    op.add_column("subjects", sa.Column("was_adult", Int64(), server_default=sa.text("0"), nullable=False))
    op.execute(_MARK)
    op.execute(
        "UPDATE subjects SET owner_epoch = owner_epoch + 1 WHERE subject_id IN"  # noqa: S608 - constants
        f" (SELECT owner FROM guardianships WHERE owner IN ({_MARKED_MINORS}))"
    )
    op.execute(f"DELETE FROM guardianships WHERE owner IN ({_MARKED_MINORS})")  # noqa: S608 - constants
