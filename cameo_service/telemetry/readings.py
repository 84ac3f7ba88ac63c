"""What the service tells about its own state: numbers that are read when they are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a number does over time."""

    GAUGE = "gauge"
    """Rises and falls."""
    COUNTER = "counter"
    """Only rises, until the process ends."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One number, or one for each state.

    name: as OpenTelemetry names it, dots between words. unit: of UCUM. read: state to number, asked on a thread of the
    exporter; "" where there are no states. What it raises leaves the number out.
    """

    name: str
    unit: str
    meaning: str
    kind: Kind
    read: Callable[[], Mapping[str, float]]
