"""Orders that nobody acknowledged are told again, in time before they are due and for as long as they are not done."""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.event_body import event_body
from cameo_service.usecases.ports.events import TAKEDOWN_DUE, TAKEDOWN_OVERDUE
from cameo_service.usecases.ports.renders import TakedownRow
from cameo_service.usecases.ports.store import Store, Transaction
from consent.takedown import RETELLING, Retelling

MOST_ORDERS = 200
"""Orders told in one transaction; the next sweep tells more."""


@dataclass(frozen=True, slots=True)
class RetellTakedowns:
    """Run it every second. Several processes may: each telling is written once, with the time of the next."""

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
    (render,) = transaction.renders.under(order.render_grant_id, [order.owner])
    body = event_body(
        actor=render.requester,
        provider=render.provider,
        takedown_id=order.takedown_id,
        output_sha256=render.output_sha256,
        due_us=order.due_us,
        removal=order.removal,
    )
    transaction.events.emit(order.owner, TAKEDOWN_DUE if now_us < order.due_us else TAKEDOWN_OVERDUE, body, now_us)
