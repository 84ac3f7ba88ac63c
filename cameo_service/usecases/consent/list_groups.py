"""The groups of an owner: who is in them and what they may. Shown to the owner, through the app backend."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.ports.store import Store
from consent.group import Group
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class ListGroupsRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListedGroups:
    """Groups in the order of their names. handles: the current handles of the members who have one."""

    groups: tuple[Group, ...]
    handles: Mapping[SubjectId, str]
    token: str


@dataclass(frozen=True, slots=True)
class ListGroups:
    """Reads an owner's groups in one snapshot."""

    store: Store

    def __call__(self, caller: Caller, request: ListGroupsRequest) -> ListedGroups:
        """All of them.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            owner = named_owner(snapshot, caller, request.owner)
            groups = snapshot.groups_of(owner)
            handles = snapshot.current_handles({member for group in groups for member in group.members})
            return ListedGroups(groups, handles, token)
