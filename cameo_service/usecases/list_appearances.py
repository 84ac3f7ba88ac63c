"""Where a person appears: every committed output that shows them, drafts of others included, newest first."""

from dataclasses import dataclass

from cameo_service.usecases.caller import Caller
from cameo_service.usecases.person import Person, named_owner
from cameo_service.usecases.ports import Store
from cameo_service.usecases.reads import snapshot_at_least
from cameo_service.usecases.render_ports import RenderRow

MOST_ROWS = 200


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
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        limit = max(1, min(request.limit, MOST_ROWS))
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            owner = named_owner(snapshot, caller, request.owner)
            return ListAppearancesReply(snapshot.appearances(owner, limit), token)
