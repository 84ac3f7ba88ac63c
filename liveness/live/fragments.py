"""How long the fragments of an MP4 last, while it arrives.

A recorder hands out a fragment when it is complete, so media comes as late as a fragment is long: with one of 5 s, an
answer is complete before any of it has arrived. Some recorders begin a fragment at each key picture only, whatever
interval they are asked for.
"""

from collections.abc import Iterator

from liveness.media.formats import top_level_boxes
from liveness.media.recording_errors import FragmentsTooLong

FRAGMENT_MAX_S = 2.0
"""Media may come so late that half of the shortest window is left. Fragments of WebKit last 1 s and up to one interval
more; of Chromium 0.55 s when asked for a key picture every half second, else 5 s (docs/recorders.md)."""
_HEADER_BYTES = 16
"""Of an outermost box: size, type and, where needed, the large size; ISO/IEC 14496-12 section 4.2."""

_SMALLEST_BYTES = 8
"""Size and type; a size of 1 says that the large one follows."""


class Fragments:
    """The outermost boxes of one MP4, in order; none is kept."""

    def __init__(self) -> None:
        self._unread = bytearray()
        self._kind = b""
        self._left_bytes = 0
        self._ended_s = 0.0
        self._over_at: int | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """The next bytes of the container, parted where a fragment is complete; the last piece completes none.

        Where a box would begin that is none, such as padding, the container is over: what comes behind is left out.
        """
        if self._over_at is not None:
            yield b""
            return
        start = 0
        for end in self._ends(data):
            yield data[start:end]
            start = end
        yield data[start : self._over_at]

    def complete(self, media_s: float) -> None:
        """A fragment is complete. media_s: the end of the media that came with it.

        Raises:
            FragmentsTooLong: it lasts longer than FRAGMENT_MAX_S.
        """
        fragment_s, self._ended_s = media_s - self._ended_s, media_s
        if fragment_s > FRAGMENT_MAX_S:
            raise FragmentsTooLong(fragment_s, FRAGMENT_MAX_S)

    def _ends(self, data: bytes) -> Iterator[int]:
        """Where boxes of media end, counted from the first of these bytes."""
        at = -len(self._unread)
        self._unread += data
        while True:
            passed = min(self._left_bytes, len(self._unread))
            del self._unread[:passed]
            self._left_bytes -= passed
            at += passed
            if self._left_bytes:
                return
            if self._kind == b"mdat":
                yield max(at, 0)
            self._kind = b""
            if self._begins_no_box():
                self._over_at = max(at, 0)
            if len(self._unread) < _HEADER_BYTES or self._over_at is not None:
                return
            self._kind, self._left_bytes = next(top_level_boxes(bytes(self._unread[:_HEADER_BYTES])))

    def _begins_no_box(self) -> bool:
        """Whether the next box has no size of its own: 0 goes on to the end of a file, and a stream has none."""
        size = int.from_bytes(self._unread[:4], "big")
        return len(self._unread) >= _SMALLEST_BYTES and size < _SMALLEST_BYTES and size != 1
