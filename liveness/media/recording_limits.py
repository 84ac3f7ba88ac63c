"""How large a recording may be."""

from dataclasses import dataclass

from liveness.media.recording_errors import TooLarge


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """Enforced before memory is spent."""

    seconds: float = 60.0
    bytes: int = 100 * 1024 * 1024
    pixels: int = 1920 * 1920
    frames_per_second: float = 61.0

    def require_bytes(self, count: int) -> None:
        """Says nothing if a recording may have so many bytes.

        Raises:
            TooLarge: it may not.
        """
        if count > self.bytes:
            raise TooLarge(self.bytes)
