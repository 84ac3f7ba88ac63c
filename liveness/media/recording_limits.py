"""How large a recording may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """Enforced before memory is spent."""

    seconds: float = 60.0
    bytes: int = 100 * 1024 * 1024
    pixels: int = 1920 * 1920
    frames_per_second: float = 61.0
