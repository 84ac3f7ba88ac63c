"""Which renders wait for the operator's reviewers, and how far behind they are."""

from dataclasses import dataclass
from itertools import groupby

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.operator_acts import require_operator
from cameo_service.usecases.acting.reads import rows_wanted, snapshot_at_least
from cameo_service.usecases.ports.held import Backlog
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.render.list_held_renders import still_holds
from consent.held_render import HeldRender
from consent.mentions import MOST


@dataclass(frozen=True, slots=True)
class ListReviewsRequest:
    """At most `limit` renders, never more than 200. `at_least`: a consistency token, or None."""

    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class Reviews:
    """waiting: the renders, the oldest first; of each a row for everybody it shows. backlog: all there are."""

    waiting: tuple[tuple[HeldRender, ...], ...]
    backlog: Backlog
    token: str


@dataclass(frozen=True, slots=True)
class ListReviews:
    """Reads the queue."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: ListReviewsRequest) -> Reviews:
        """What nobody looked at yet; what its owners ended meanwhile is left out.

        Raises:
            NotTheOperatorError: the caller is no operator.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        require_operator(caller)
        now_us, limit = self.clock.utc_us(), rows_wanted(request.limit)
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            rows = snapshot.held.for_review(now_us, limit * MOST)
            current = [held for held in rows if still_holds(snapshot, held, now_us)]
            backlog = snapshot.held.backlog(now_us)
        renders = [tuple(shown) for _, shown in groupby(current, key=lambda held: held.ask)]
        return Reviews(tuple(renders[:limit]), backlog, token)
