"""What time does by itself: grants and blocks that end become events, and old events are forgotten."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.event_body import event_body
from cameo_service.usecases.event_ports import BLOCK_EXPIRED, GRANT_EXPIRED
from cameo_service.usecases.ports import Store

KEPT_US = 7 * 24 * 3_600_000_000
"""How long events can be read: 7 days."""


@dataclass(frozen=True, slots=True)
class SweepEvents:
    """Run it every second. Several processes may: each expiry is told once."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Tells what ended since the last sweep; returns how many grants and blocks. Writes only if there is a need."""
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            is_due = bool(snapshot.expired(snapshot.swept_us(), now_us))
            is_old = snapshot.has_events_until(now_us - KEPT_US)
        return self._sweep(now_us) if is_due or is_old else 0

    def _sweep(self, now_us: int) -> int:
        with self.store.write() as transaction:
            ended = transaction.expired(transaction.swept_us(), now_us)
            for end in ended:
                kind = BLOCK_EXPIRED if end.grant_id is None else GRANT_EXPIRED
                body = event_body(actor=end.actor, grant_id=end.grant_id)
                transaction.emit(end.owner, kind, body, end.expires_us)
            transaction.set_swept(now_us)
            transaction.forget_events(now_us - KEPT_US)
        return len(ended)
