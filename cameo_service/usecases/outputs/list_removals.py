"""What the operator has to answer, the first due first."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.operator_acts import require_operator
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.ports.removals import RemovalRow
from cameo_service.usecases.ports.store import Store

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ListRemovalsRequest:
    """At most `limit` rows, never more than 200. `at_least`: a consistency token, or None."""

    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListRemovalsReply:
    """waiting: all that nobody answered; overdue: those of them whose time is over."""

    rows: tuple[RemovalRow, ...]
    waiting: int
    overdue: int
    token: str


@dataclass(frozen=True, slots=True)
class ListRemovals:
    """Reads open requests with their contacts: the only place where these are seen."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: ListRemovalsRequest) -> ListRemovalsReply:
        """The requests that are due first.

        Raises:
            NotTheOperatorError: the caller is no operator.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        require_operator(caller)
        now_us, limit = self.clock.utc_us(), max(1, min(request.limit, MOST_ROWS))
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            waiting, overdue = snapshot.removals.count_open(None), snapshot.removals.count_open(now_us)
            return ListRemovalsReply(snapshot.removals.open(limit), waiting, overdue, token)
