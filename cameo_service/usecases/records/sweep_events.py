"""What time does by itself: grants and blocks that end become events, and old events are forgotten."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.event_body import event_body
from cameo_service.usecases.ports.events import BLOCK_EXPIRED, GRANT_EXPIRED, GRANT_EXPIRING, Expired
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction

KEPT_US = 7 * 24 * 3_600_000_000
"""How long events can be read: 7 days."""
LEAD_US = 3 * 24 * 3_600_000_000
"""How long before its end a grant is told to be expiring: 3 days. One given for less is not: that was just chosen."""


@dataclass(frozen=True, slots=True)
class SweepEvents:
    """Run it every second. Several processes may: each expiry is told once."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Tells what ended, or soon will, since the last sweep; returns how many. Writes only if there is a need."""
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            is_due = bool(snapshot.events.expired(snapshot.events.swept_us(), now_us) or _expiring(snapshot, now_us))
            is_old = snapshot.events.has_until(now_us - KEPT_US)
        return self._sweep(now_us) if is_due or is_old else 0

    def _sweep(self, now_us: int) -> int:
        with self.store.write() as transaction:
            ended = transaction.events.expired(transaction.events.swept_us(), now_us)
            expiring = _expiring(transaction, now_us)
            for end in expiring:
                _tell(transaction, GRANT_EXPIRING, end, end.expires_us - LEAD_US)
            for end in ended:
                _tell(transaction, BLOCK_EXPIRED if end.grant_id is None else GRANT_EXPIRED, end, end.expires_us)
            transaction.events.set_swept(now_us)
            transaction.events.forget(now_us - KEPT_US)
        return len(ended) + len(expiring)


def _expiring(snapshot: Snapshot, now_us: int) -> tuple[Expired, ...]:
    """What came within the lead since the last sweep and has not ended."""
    return snapshot.events.expiring(max(now_us, snapshot.events.swept_us() + LEAD_US), now_us + LEAD_US, LEAD_US)


def _tell(transaction: Transaction, kind: str, end: Expired, at_us: int) -> None:
    body = event_body(actor=end.actor, provider=end.provider, grant_id=end.grant_id, due_us=end.expires_us)
    transaction.events.emit(end.owner, kind, body, at_us)
