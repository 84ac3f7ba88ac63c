"""Refused attempts as events: who tried and how often, in batches that say nothing to the one who was refused."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.event_body import event_body
from cameo_service.usecases.ports.events import REFUSED_ATTEMPTS, REFUSED_ATTEMPTS_ALERT
from cameo_service.usecases.ports.store import Store

BATCH_US = 5 * 60 * 1_000_000
"""Refused attempts are told every five minutes."""
SETTLED_US = 10 * 1_000_000
"""Attempts are written up to a second after they were made; what is as old as this is written."""
OLDEST_US = 3_600_000_000
"""After a pause, attempts of the last hour are told; what is older is in the activity feed."""
ALERT_COUNT = 20
"""As many refused attempts of one requester on one owner, within an hour of the clock, make the event an alert."""


@dataclass(frozen=True, slots=True)
class TellRefusals:
    """Run it often. Several processes may: each batch is told once."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Tells the batch when its time has come; returns how many events it has.

        The revision rises with every batch, also with an empty one: whoever was refused reads the revision, and must
        not learn from it that there is somebody who could be told (docs/adr/0027).
        """
        until_us = self.clock.utc_us() - SETTLED_US
        with self.store.read() as snapshot:
            if until_us < snapshot.events.refusals_told_us() + BATCH_US:
                return 0
        with self.store.write() as transaction:
            told_us = transaction.events.refusals_told_us()
            if until_us < told_us + BATCH_US:
                return 0
            transaction.next_revision()
            tallies = transaction.activity.refused_between(max(told_us, until_us - OLDEST_US), until_us)
            for tally in tallies:
                kind = REFUSED_ATTEMPTS if tally.count < ALERT_COUNT else REFUSED_ATTEMPTS_ALERT
                transaction.events.emit(
                    tally.owner, kind, event_body(actor=tally.actor, count=tally.count), tally.at_us
                )
            transaction.events.set_refusals_told(until_us)
        return len(tallies)
