"""Clocks. The only place that reads the clock of the machine."""

import time
from typing import Protocol


class Clock(Protocol):
    """Wall time for records, monotonic time for windows and leases."""

    def utc_us(self) -> int:
        """Microseconds since 1970-01-01 UTC."""

    def monotonic_s(self) -> float:
        """Seconds that never go back; only differences mean anything."""


class SystemClock:
    """The machine's clocks."""

    def utc_us(self) -> int:
        """Microseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1000

    def monotonic_s(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()
