"""Who acts for an owner."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.ports.store import Store
from consent.delegation import Delegation


@dataclass(frozen=True, slots=True)
class ListDelegationsRequest:
    """`owner` None: the acting person. `at_least`: a token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListDelegationsReply:
    """Expired ones too, until they are ended."""

    delegations: tuple[Delegation, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListDelegations:
    """Reads them."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: ListDelegationsRequest) -> ListDelegationsReply:
        """All of one owner.

        Raises:
            NotTheOwnerError, OwnerNotNamedError, UnknownSubjectError: as `owner_or_delegate`.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            owner = owner_or_delegate(snapshot, caller, request.owner, self.clock.utc_us())
            return ListDelegationsReply(snapshot.delegations.of(owner), token)
