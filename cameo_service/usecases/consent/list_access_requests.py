"""Who waits for an owner's answer."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Snapshot, Store
from consent.access_request import AccessRequest


@dataclass(frozen=True, slots=True)
class ListAccessRequestsRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """One request, and the handle of who asks."""

    wish: AccessRequest
    handle: str | None


@dataclass(frozen=True, slots=True)
class AccessRequests:
    """The oldest first."""

    waiting: tuple[WaitingRequest, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListAccessRequests:
    """Reads what was not answered."""

    store: Store

    def __call__(self, caller: Caller, request: ListAccessRequestsRequest) -> AccessRequests:
        """The open requests of the named owner; those of people blocked since are left out.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            blocked = {block.actor for block in snapshot.blocks.of(owner)}
            wishes = [wish for wish in snapshot.access_requests.of(owner) if wish.requester not in blocked]
            waiting = tuple(waiting_request(snapshot, wish) for wish in wishes)
        return AccessRequests(waiting, token)


def waiting_request(snapshot: Snapshot, wish: AccessRequest) -> WaitingRequest:
    """The request with who asks."""
    return WaitingRequest(wish, snapshot.people.handle_of(wish.requester))
