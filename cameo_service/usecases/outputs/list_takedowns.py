"""What the app still has to take down, the first due first."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import rows_wanted, snapshot_at_least
from cameo_service.usecases.ports.renders import RenderRow, TakedownRow
from cameo_service.usecases.ports.store import Snapshot, Store


@dataclass(frozen=True, slots=True)
class ListTakedownsRequest:
    """`owner` None: of everybody. `limit`: rows wanted, 200 at most. `at_least`: a token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class OpenTakedown:
    """An order with the render it is about."""

    order: TakedownRow
    render: RenderRow


@dataclass(frozen=True, slots=True)
class ListTakedownsReply:
    """Orders nobody acknowledged."""

    takedowns: tuple[OpenTakedown, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListTakedowns:
    """Reads open orders. An app backend carries out everybody's, so it reads everybody's."""

    store: Store

    def __call__(self, caller: Caller, request: ListTakedownsRequest) -> ListTakedownsReply:
        """The orders that are due first.

        Raises:
            NotTheOwnerError: the call acts for somebody other than the named owner.
            UnknownSubjectError: nobody has that name.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            is_of_one = request.owner is not None or caller.acting is not None
            owner = named_owner(snapshot, caller, request.owner) if is_of_one else None
            orders = snapshot.takedowns.open(owner, rows_wanted(request.limit))
            return ListTakedownsReply(tuple(with_render(snapshot, order) for order in orders), token)


def with_render(snapshot: Snapshot, order: TakedownRow) -> OpenTakedown:
    """The order with the render it is about."""
    (render,) = snapshot.renders.under(order.render_grant_id, [order.owner])
    return OpenTakedown(order, render)
