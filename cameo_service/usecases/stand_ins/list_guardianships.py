"""Whose guardian a person is, and who is theirs."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Store
from consent.guardianship import Guardianship


@dataclass(frozen=True, slots=True)
class ListGuardianshipsRequest:
    """`owner` None: the acting person. `at_least`: a token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListGuardianshipsReply:
    """Expired ones too, until they are ended."""

    links: tuple[Guardianship, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListGuardianships:
    """Reads them."""

    store: Store

    def __call__(self, caller: Caller, request: ListGuardianshipsRequest) -> ListGuardianshipsReply:
        """All of one person.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        with owners_snapshot(self.store, caller, request) as (snapshot, person, token):
            return ListGuardianshipsReply(snapshot.guardianships.of(person), token)
