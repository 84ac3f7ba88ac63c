"""How long, large and fast a recording may be."""

from dataclasses import dataclass

from liveness.media.recording_errors import PixelRateTooHigh, TooLarge

CHUNK_BYTES = 64 * 1024
"""The largest chunk of an upload; `cameo_client/recorded_chunks.py` has the client's copy."""


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """Enforced before memory is spent, and the work of decoding with it: a small file can hold a lot of nothing.

    pixels: of one picture. pixels_per_second: of all pictures over a second, and so over the whole recording; 1080p at
    60 pictures a second is the most that a telephone records by itself.
    """

    seconds: float = 60.0
    bytes: int = 100 * 1024 * 1024
    pixels: int = 1920 * 1920
    frames_per_second: float = 61.0
    pixels_per_second: float = 1920 * 1080 * 61.0

    def require_pixels(self, count: int, duration_s: float) -> None:
        """Accepts pictures of so many pixels in all, over so many seconds, with one second of grace.

        Raises:
            PixelRateTooHigh: they have too many.
        """
        if count > self.pixels_per_second * max(duration_s, 1.0):
            raise PixelRateTooHigh(self.pixels_per_second)

    def require_bytes(self, count: int) -> None:
        """Accepts a recording of so many bytes.

        Raises:
            TooLarge: it has too many.
        """
        if count > self.bytes:
            raise TooLarge(self.bytes)
