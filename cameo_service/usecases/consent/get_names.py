"""By which names a person is known: shown to that person, through the app backend."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Store


@dataclass(frozen=True, slots=True)
class GetNamesRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class NamesRead:
    """The names as they were given, and the token of the moment that was read."""

    names: tuple[str, ...]
    token: str


@dataclass(frozen=True, slots=True)
class GetNames:
    """Reads a person's names."""

    store: Store

    def __call__(self, caller: Caller, request: GetNamesRequest) -> NamesRead:
        """The names of the named owner.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            return NamesRead(tuple(name.text for name in snapshot.names.of(owner)), token)
