"""What time does to handles that were given up: after the quarantine nothing needs their text, and it goes."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.ports.store import Store


@dataclass(frozen=True, slots=True)
class SweepHandles:
    """Run it every second. Several processes may."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Forgets handles whose quarantine is over, of the erased and of whoever took another; returns how many.

        Writes only if there is a need.
        """
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            if not snapshot.people.has_handles_to_forget(now_us):
                return 0
        with self.store.write() as transaction:
            return transaction.people.forget_handles(now_us)
