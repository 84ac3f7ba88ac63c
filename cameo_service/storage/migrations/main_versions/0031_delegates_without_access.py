"""A delegate has no access to the owner's likeness, and acts only while in good standing (ADR 0034)."""

from alembic import op

revision = "main_0031_delegates_without_access"
down_revision = "main_0030_names_spelled_again"
branch_labels = None
depends_on = None

# A mandate whose delegate lost their standing does not wait for it to come back.
_WITHOUT_STANDING = """
DELETE FROM delegations WHERE delegate NOT IN (SELECT subject_id FROM subjects WHERE age = 'adult')
    OR EXISTS (SELECT 1 FROM blocks WHERE blocks.owner = delegations.owner AND blocks.actor = delegations.delegate)
"""
# No table says which grants a delegate made for themself, so all of them end; every render grant does, too.
_HAD_ACCESS = """
UPDATE subjects SET owner_epoch = owner_epoch + 1 WHERE subject_id IN (SELECT owner FROM delegations)
"""
_OF_DELEGATES = (
    "EXISTS (SELECT 1 FROM delegations WHERE delegations.owner = {0}.owner AND delegations.delegate = {0}.{1})"
)
_MARK = """
INSERT INTO pair_marks (owner, actor, provider, epoch, revoked_us) SELECT owner, delegate, '', 0, 0 FROM delegations
WHERE true ON CONFLICT (owner, actor, provider)
DO UPDATE SET revoked_us = COALESCE(pair_marks.revoked_us, excluded.revoked_us)
"""


def upgrade() -> None:
    op.create_index("delegations_by_delegate", "delegations", ["delegate"])
    op.execute(_WITHOUT_STANDING)
    op.execute(_HAD_ACCESS)
    op.execute(f"DELETE FROM grants WHERE {_OF_DELEGATES.format('grants', 'grantee')}")  # noqa: S608 - constants
    op.execute(
        f"DELETE FROM group_members WHERE {_OF_DELEGATES.format('group_members', 'member')}"  # noqa: S608 - constants
    )
    op.execute(_MARK)
