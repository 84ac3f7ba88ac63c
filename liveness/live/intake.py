"""The chunks of one stream: counts them, enforces the limits, and tells the person early when it is too dark.

Does not know prompts (`liveness.live.conversation`) nor decode: pictures were decoded before they are reported here.
"""

from statistics import median

from liveness.checks.result import Reason
from liveness.errors import ChunkOutOfOrderError, ChunkTooLargeError, NotAsAnnouncedError
from liveness.limits import checks as limit
from liveness.limits.recordings import CHUNK_BYTES
from liveness.live.messages import ChunkReceived, Hint, Message, Opened, Received
from liveness.observations import Delivery

LIGHT_WATCH_S = 2.0
"""Media seconds from the start that are judged for light."""
REAL_TIME_SLACK_S = 1.0
"""How far media may run ahead of the clock: the first chunk may hold what was captured while the stream opened."""

ARRIVAL_STEP_S = 0.1
"""Media time between two arrivals that are noted: however small the chunks are, a recording notes some hundreds."""


class Intake:
    """The chunks of one stream.

    Args:
        opened_s: monotonic seconds at which the stream was opened.
        announced: the announced container and codec; None for a file, whose bytes show them.

    Attributes:
        media_s: largest media time received, None while there is none.
    """

    def __init__(self, opened_s: float, announced: Opened | None = None) -> None:
        self._opened_s, self._announced = opened_s, announced
        self._next_seq = 0
        self._ahead_s = 0.0
        self._luma: list[float] = []
        self._arrivals: list[tuple[float, float]] = []
        self._watches_light = True
        self.media_s: float | None = None

    @property
    def in_real_time(self) -> bool:
        """Whether media never ran further ahead of the clock than REAL_TIME_SLACK_S."""
        return self._ahead_s <= REAL_TIME_SLACK_S

    @property
    def delivery(self) -> Delivery:
        """When the media came."""
        return Delivery(tuple(self._arrivals))

    def take(self, chunk: ChunkReceived, now_s: float) -> list[Message]:
        """Counts one chunk; answers with Received, and a hint when the first seconds are too dark.

        Raises:
            ChunkOutOfOrderError, ChunkTooLargeError, NotAsAnnouncedError: as they say.
        """
        self._count(chunk)
        if chunk.delivered is not None and chunk.delivered != self._announced:
            raise NotAsAnnouncedError(chunk.delivered.container, chunk.delivered.codec)
        if chunk.media_s is None:
            return []
        self.media_s = max(chunk.media_s, self.media_s or 0.0)
        self._note_arrival(now_s - self._opened_s, self.media_s)
        self._ahead_s = max(self._ahead_s, self.media_s - (now_s - self._opened_s))
        return [Received(self.media_s), *self._light_hints(chunk.luma, self.media_s)]

    def _count(self, chunk: ChunkReceived) -> None:
        if chunk.seq != self._next_seq:
            raise ChunkOutOfOrderError(self._next_seq)
        if chunk.size_bytes > CHUNK_BYTES:
            raise ChunkTooLargeError(CHUNK_BYTES)
        self._next_seq += 1

    def _note_arrival(self, server_s: float, media_s: float) -> None:
        if not self._arrivals or media_s >= self._arrivals[-1][1] + ARRIVAL_STEP_S:
            self._arrivals.append((server_s, media_s))

    def _light_hints(self, luma: float | None, media_s: float) -> list[Message]:
        if not self._watches_light or luma is None:
            return []
        self._luma.append(luma)
        if media_s < LIGHT_WATCH_S:
            return []
        self._watches_light = False
        return [Hint(Reason.TOO_DARK)] if median(self._luma) < limit.PICTURE_LUMA_MIN.value else []
