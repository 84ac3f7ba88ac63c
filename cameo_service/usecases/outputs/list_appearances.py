"""Where a person appears: every committed output that shows them, drafts of others included, newest first."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot, rows_wanted
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Store


@dataclass(frozen=True, slots=True)
class ListAppearancesRequest:
    """`owner` None: the acting person. `limit`: rows wanted, 200 at most. `at_least`: a token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListAppearancesReply:
    """Hidden and deleted ones stay in the list, as what they are."""

    rows: tuple[RenderRow, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListAppearances:
    """Reads the appearances of one owner."""

    store: Store

    def __call__(self, caller: Caller, request: ListAppearancesRequest) -> ListAppearancesReply:
        """The newest appearances.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            return ListAppearancesReply(snapshot.renders.appearances(owner, rows_wanted(request.limit)), token)
