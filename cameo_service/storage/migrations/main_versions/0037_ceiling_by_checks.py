"""The stored ceiling is what the checks permit: assurance, identity and the operator's choice lower it when it is read.

Until now it was lowered once and stored. An enrollment that was lowered for its assurance or identity alone had every
check, so its checks permit everyone; one at ONLY_ME or below keeps that, which is what a missing check permits.
"""

from alembic import op

revision = "main_0037_ceiling_by_checks"
down_revision = "main_0034_feed_in_pages"
branch_labels = None
depends_on = None

_APPROVED, _EVERYONE = 2, 4


def upgrade() -> None:
    op.execute(
        f"UPDATE enrollments SET audience_ceiling = {_EVERYONE} WHERE audience_ceiling >= {_APPROVED}"  # noqa: S608 - constants
    )
