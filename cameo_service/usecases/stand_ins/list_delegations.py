"""Who acts for an owner."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.ports.store import Store
from consent.delegation import Delegation
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class ListDelegationsRequest:
    """`owner` None: the acting person. `at_least`: a token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListDelegationsReply:
    """Delegations that were not ended, expired ones too.

    handles: the current handles of the delegates who have one; empty when a delegate reads the list.
    """

    delegations: tuple[Delegation, ...]
    handles: Mapping[SubjectId, str]
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
            delegations = snapshot.delegations_of(owner)
            is_for_owner = caller.acting in {owner, None}
            shown = {delegation.delegate for delegation in delegations} if is_for_owner else set()
            return ListDelegationsReply(delegations, snapshot.current_handles(shown), token)
