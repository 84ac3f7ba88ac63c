"""Whose guardian a person is, and who is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Store
from consent.guardianship import Guardianship
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class ListGuardianshipsRequest:
    """`owner` None: the acting person. `at_least`: a token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListGuardianshipsReply:
    """Guardianships that were not ended, expired ones too. handles: the current handles of both sides."""

    links: tuple[Guardianship, ...]
    handles: Mapping[SubjectId, str]
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
            links = snapshot.guardianships_of(person)
            people = {subject for link in links for subject in (link.minor, link.guardian)}
            return ListGuardianshipsReply(links, snapshot.current_handles(people), token)
