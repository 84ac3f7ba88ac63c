"""Where a person appears: every committed output that shows them, drafts of others included, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.caller import Caller
from cameo_service.usecases.person import Person
from cameo_service.usecases.ports import Store
from cameo_service.usecases.reads import owners_snapshot, rows_wanted
from cameo_service.usecases.render_ports import RenderRow
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class ListAppearancesRequest:
    """`owner` None: the acting person. `limit`: rows wanted, 200 at most. `at_least`: a token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListAppearancesReply:
    """Hidden and deleted outputs stay in the list. handles: the current handles of the requesters who have one."""

    rows: tuple[RenderRow, ...]
    handles: Mapping[SubjectId, str]
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
            rows = snapshot.appearances(owner, rows_wanted(request.limit))
            handles = snapshot.current_handles({row.requester for row in rows if row.requester})
            return ListAppearancesReply(rows, handles, token)
