"""An owner's groups: their members, and what is granted to all members at once. Decides nothing."""

from dataclasses import dataclass

from consent.errors import PublicError
from consent.facts import Grant
from consent.identity import GrantId, GroupId, SubjectId
from consent.terms import Modality, Use

LONGEST_GROUP_NAME = 64
"""Characters."""
MOST_GROUPS_OWNED = 64
"""Groups of one owner. A check reads the grants of every group the requester is in."""


class GroupNameError(PublicError):
    """A group is named by 1 to 64 printable characters, without space at either end."""

    code = "GROUP_NAME_MALFORMED"


@dataclass(frozen=True, slots=True)
class GroupGrant:
    """An owner's permission for all members of a group, as `consent.facts.Grant` is for one person.

    Its limits count the renders of all members together.
    """

    grant_id: GrantId
    owner: SubjectId
    group: GroupId
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    expires_us: int | None
    provider: str | None
    max_renders: int | None = None
    per_day: int | None = None

    def to_member(self, member: SubjectId) -> Grant:
        """The same permission as a grant to one member."""
        return Grant(
            grant_id=self.grant_id,
            owner=self.owner,
            grantee=member,
            modalities=self.modalities,
            uses=self.uses,
            expires_us=self.expires_us,
            provider=self.provider,
            max_renders=self.max_renders,
            per_day=self.per_day,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A group as its owner made it. `grants`: all that were not revoked, expired ones too."""

    group_id: GroupId
    name: str
    members: tuple[SubjectId, ...]
    grants: tuple[GroupGrant, ...]


def parse_group_name(text: str) -> str:
    """The name, as it was written.

    Raises:
        GroupNameError: not a name for a group.
    """
    if not 0 < len(text) <= LONGEST_GROUP_NAME or text != text.strip() or not text.isprintable():
        raise GroupNameError(
            f"Name a group by 1 to {LONGEST_GROUP_NAME} printable characters, without space at either end."
        )
    return text
