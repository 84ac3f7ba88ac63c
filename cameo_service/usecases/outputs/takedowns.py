"""Orders to take an output down: the app lists and acknowledges them, and each is repeated until it does."""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import TakedownUnknownError
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.acting.person import Person, is_or_was_served, named_owner
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.events import TAKEDOWN_DUE, TAKEDOWN_OVERDUE
from cameo_service.usecases.ports.renders import RenderRow, TakedownId, TakedownRow
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction
from consent.takedown import RETELLING, Retelling

MOST_READ = 10_000
"""Open orders of all apps that are looked through for the caller's own; in good order a few are open."""
MOST_ORDERS = 200
"""Orders repeated in one transaction; the next sweep takes the rest."""


@dataclass(frozen=True, slots=True)
class ListTakedownsRequest:
    """`owner` None: orders of all owners. `limit`: rows wanted, at most 200. `at_least`: a token, or None."""

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
    """Orders that are not acknowledged, the first due first."""

    takedowns: tuple[OpenTakedown, ...]
    token: str


def list_takedowns(view: View, request: ListTakedownsRequest) -> ListTakedownsReply:
    """The open orders that are due first: of one owner, or of all whom the caller serves, erased people with them.

    Raises:
        NotTheOwnerError: the call acts for a person other than the named owner.
        UnknownSubjectError: no person has that name.
    """
    is_of_one = request.owner is not None or view.caller.acting is not None
    owner = named_owner(view.snapshot, view.caller, request.owner) if is_of_one else None
    orders = view.snapshot.takedowns.open(owner, rows_wanted(request.limit) if is_of_one else MOST_READ)
    if not is_of_one:
        orders = _of_the_callers(view, orders)[: rows_wanted(request.limit)]
    return ListTakedownsReply(tuple(with_render(view.snapshot, order) for order in orders), view.token)


def _of_the_callers(view: View, orders: tuple[TakedownRow, ...]) -> tuple[TakedownRow, ...]:
    owners = {order.owner for order in orders}
    served = {owner for owner in owners if is_or_was_served(view.snapshot, view.caller, owner)}
    return tuple(order for order in orders if order.owner in served or _has_it(view.snapshot, view.caller, order))


def _has_it(snapshot: Snapshot, caller: Caller, order: TakedownRow) -> bool:
    """Whether the output was made for one of the caller's people, where whose the erased owner was is not known."""
    erased = snapshot.erasures.of(order.owner)
    if erased is None or erased.issuers is not None:
        return False
    requester = _render_of(snapshot, order).requester
    return requester is not None and is_or_was_served(snapshot, caller, requester)


def with_render(snapshot: Snapshot, order: TakedownRow) -> OpenTakedown:
    """The order with the render it is about."""
    return OpenTakedown(order, _render_of(snapshot, order))


def _render_of(snapshot: Snapshot, order: TakedownRow) -> RenderRow:
    (render,) = snapshot.renders.under(order.render_grant_id, [order.owner])
    return render


@dataclass(frozen=True, slots=True)
class AcknowledgeTakedownRequest:
    """Which order was carried out."""

    request_id: str
    takedown: TakedownId


@dataclass(frozen=True, slots=True)
class TakedownAcknowledged:
    """acknowledged_us: time of the first acknowledgement, UTC microseconds."""

    acknowledged_us: int
    token: str


def acknowledge_takedown(change: Change, request: AcknowledgeTakedownRequest) -> TakedownAcknowledged:
    """Closes an order and records it for its owner. A second acknowledgement changes nothing.

    Raises:
        TakedownUnknownError: no order about one of the caller's own people has that id.
    """
    transaction, caller = change.transaction, change.caller
    order = transaction.takedowns.by_id(request.takedown)
    if order is None or not (is_or_was_served(transaction, caller, order.owner) or _has_it(transaction, caller, order)):
        raise TakedownUnknownError("Acknowledge an order that ListTakedowns lists.")
    if order.acknowledged_us is not None:
        return TakedownAcknowledged(order.acknowledged_us, change.token)
    transaction.takedowns.put(replace(order, acknowledged_us=change.now_us))
    transaction.activity.record(_done(change, order))
    return TakedownAcknowledged(change.now_us, change.token)


def _done(change: Change, order: TakedownRow) -> ActivityRow:
    return ActivityRow(
        owner=order.owner,
        revision=change.revision,
        at_us=change.now_us,
        kind=ActivityKind.TAKEDOWN_DONE,
        actor=None,
        provider=change.caller.service_id,
        reason=order.removal,
        count=1,
        takedown_id=order.takedown_id,
    )


@dataclass(frozen=True, slots=True)
class RetellTakedowns:
    """Repeats open orders, before they are due and until they are acknowledged.

    Run it every second. Several processes may run it: each repetition is written once, with the time of the next.
    """

    store: Store
    clock: Clock
    retelling: Retelling = RETELLING

    def __call__(self) -> int:
        """Writes an event for every order whose time has come; returns how many. Writes only if there is one."""
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            is_due = bool(snapshot.takedowns.to_tell(now_us, 1))
        return self._retell(now_us) if is_due else 0

    def _retell(self, now_us: int) -> int:
        with self.store.write() as transaction:
            orders = transaction.takedowns.to_tell(now_us, MOST_ORDERS)
            for order in orders:
                _tell(transaction, order, now_us)
                tell_us = self.retelling.next_us(order.ordered_us, now_us)
                transaction.takedowns.put(replace(order, tell_us=tell_us))
        return len(orders)


def _tell(transaction: Transaction, order: TakedownRow, now_us: int) -> None:
    render = _render_of(transaction, order)
    body = event_body(
        actor=render.requester,
        provider=render.provider,
        takedown_id=order.takedown_id,
        output_sha256=render.output_sha256,
        due_us=order.due_us,
        removal=order.removal,
    )
    transaction.events.emit(order.owner, TAKEDOWN_DUE if now_us < order.due_us else TAKEDOWN_OVERDUE, body, now_us)
