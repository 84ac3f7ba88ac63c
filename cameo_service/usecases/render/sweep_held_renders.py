"""What time does to held renders: questions nobody answered and yeses nobody used end, and are told."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.store import Store, Transaction
from consent.held_render import HeldRender, is_waiting


@dataclass(frozen=True, slots=True)
class SweepHeldRenders:
    """Run it every second. Several processes may: each end is told once."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Deletes what is over, its prompt with it; returns how many. Writes only if there is a need."""
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            if not snapshot.held.over(now_us):
                return 0
        with self.store.write() as transaction:
            over = transaction.held.over(now_us)
            for held in over:
                _end(transaction, held)
        return len(over)


def _end(transaction: Transaction, held: HeldRender) -> None:
    transaction.held.end(held.owner, held.ask)
    reason, revision = "unanswered" if is_waiting(held) else "unused", transaction.next_revision()
    kind, at_us = ActivityKind.RENDER_LAPSED, held.ends_us or 0
    transaction.activity.record(
        ActivityRow(held.owner, revision, at_us, kind, held.requester, held.provider, reason, 1)
    )
