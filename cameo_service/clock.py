"""Clocks, the only place that reads the clock of the machine, and ids, which tell their time.

Ids are UUIDv7 (RFC 9562, section 5.7), so that rows written together are stored together.
"""

import time
from collections.abc import Callable
from typing import Protocol
from uuid import UUID


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


class UuidV7Source:
    """See ports.id_source.IdSource. random_bytes: returns n unpredictable bytes."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes

    def new(self, now_us: int) -> UUID:
        """48 bits of milliseconds, 12 of the fraction of one (RFC 9562, section 6.2, method 3), 62 of chance."""
        milliseconds, rest_us = divmod(now_us, 1000)
        fraction = rest_us * 4096 // 1000
        chance = int.from_bytes(self._random_bytes(8), "big") >> 2
        return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | chance)
