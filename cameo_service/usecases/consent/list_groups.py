"""The groups of an owner: who is in them and what they may. Shown to the owner, through the app backend."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.ports.store import Store
from consent.group import Group


@dataclass(frozen=True, slots=True)
class ListGroupsRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListedGroups:
    """In the order of their names."""

    groups: tuple[Group, ...]
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
            return ListedGroups(snapshot.groups_of(owner), token)
