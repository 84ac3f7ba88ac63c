"""How a request names a group of its owner."""

from cameo_service.usecases.acting.errors import GroupUnknownError
from cameo_service.usecases.ports.store import Snapshot
from consent.group import parse_group_name
from consent.identity import GroupId, SubjectId


def find_group(snapshot: Snapshot, owner: SubjectId, name: str) -> GroupId:
    """The id of a named group.

    Raises:
        GroupNameError: not a name for a group.
        GroupUnknownError: the owner has none of that name.
    """
    found = snapshot.group_named(owner, parse_group_name(name))
    if found is None:
        raise GroupUnknownError("You have no group of that name: put somebody in it first.")
    return found
