"""What an owner does not want: shown to the owner, through the app backend."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Store
from consent.restrictions import Restrictions


@dataclass(frozen=True, slots=True)
class GetRestrictionsRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class RestrictionsRead:
    """What is in force, and the token of the moment that was read."""

    restrictions: Restrictions
    token: str


@dataclass(frozen=True, slots=True)
class GetRestrictions:
    """Reads an owner's restrictions."""

    store: Store

    def __call__(self, caller: Caller, request: GetRestrictionsRequest) -> RestrictionsRead:
        """The restrictions of the named owner.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            return RestrictionsRead(snapshot.restrictions.of(owner), token)
