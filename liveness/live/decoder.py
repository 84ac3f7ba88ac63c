"""Follows a recording while it arrives: how far its media time has come, and how bright it is.

Keeps no picture and judges nothing. The whole recording is read again, from its first byte, by
`liveness.media.recording` once it has ended.
"""

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame

from liveness.limits.recordings import RecordingLimits
from liveness.live.fragments import Fragments
from liveness.media.byte_pipe import BytePipe
from liveness.media.demuxer import START_QUICKLY, audio_stream, codec_of, decoding, demux, video_stream
from liveness.media.formats import ENROLLMENT_FORMATS, MP4, RecordingFormat, identify_stream
from liveness.media.recording_errors import CorruptRecording, FragmentsTooLong, RecordingError
from liveness.media.timeline import Timeline

LUMAS_PER_SECOND = 5.0
LUMA_SECONDS = 3.0
"""Brightness is followed while the session's first 2 s are judged, and one second on. Later pictures are demuxed
but not decoded: decoding is most of what a recording costs."""
_LUMA_WEIGHTS = np.array([0.114, 0.587, 0.299])
"""Blue, green, red; ITU-R BT.601-7 section 2.5.1."""


@dataclass(frozen=True, slots=True)
class Luma:
    """Mean luma of one picture, 0..255, at its media time."""

    media_s: float
    luma: float


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a recording. media_s: the end of the latest picture or sound, 0 before the first one.

    lumas: about 5 a second over the first 3 s, in order. container, codec: names in small letters, "webm" and "vp9"
    say; empty until they show.
    """

    media_s: float
    lumas: tuple[Luma, ...]
    container: str = ""
    codec: str = ""


class LiveDecoder:
    """Decodes a recording chunk by chunk, on a thread that only runs while `feed` or `close` waits for it.

    Args:
        limits: passed as soon as the media shows it; the caller counts the bytes.
        formats: containers that may come.
    """

    def __init__(self, limits: RecordingLimits, *, formats: tuple[RecordingFormat, ...] = ENROLLMENT_FORMATS) -> None:
        self._limits = limits
        self._formats = formats
        self._head = b""
        self._pipe: BytePipe | None = None
        self._fragments: Fragments | None = None
        self._thread: threading.Thread | None = None
        self._error: RecordingError | None = None
        self._timeline = Timeline()
        self._lumas: list[Luma] = []
        self._kind = ("", "")

    def feed(self, chunk: bytes) -> Progress:
        """Takes the next bytes and returns when everything that they complete is decoded.

        Raises:
            NotStreamable: a container that cannot be decoded while it arrives.
            FragmentsTooLong: an MP4 that arrives several seconds at a time.
            RecordingError: as `liveness.media.recording.open_recording`; it is raised again by every later call.
        """
        if self._pipe is not None:
            self._write(self._pipe, chunk)
        else:
            self._begin(chunk)
        return self._progress()

    def close(self) -> None:
        """Ends the thread. Nothing can be fed afterwards."""
        if self._pipe is not None and self._thread is not None:
            self._pipe.end()
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, chunk: bytes) -> None:
        self._head += chunk
        container = identify_stream(self._head, self._formats)
        if container is not None:
            self._pipe = BytePipe()
            self._thread = threading.Thread(target=self._run, args=(self._pipe, container), daemon=True)
            self._thread.start()
            self._fragments = Fragments() if container.demuxer == MP4.demuxer else None
            self._write(self._pipe, self._head)
            self._head = b""

    def _write(self, pipe: BytePipe, data: bytes) -> None:
        if self._fragments is None:
            pipe.write(data)
            return
        *complete, rest = self._fragments.pieces(data)
        for piece in complete:
            pipe.write(piece)
            self._end_fragment(self._fragments)
        pipe.write(rest)

    def _end_fragment(self, fragments: Fragments) -> None:
        try:
            fragments.complete(self._media_s())
        except FragmentsTooLong as error:
            self._error = self._error or error

    def _media_s(self) -> float:
        return self._timeline.duration_s if self._timeline.packet_count else 0.0

    def _progress(self) -> Progress:
        if self._error is not None:
            raise self._error
        return Progress(self._media_s(), tuple(self._lumas), *self._kind)

    def _run(self, pipe: BytePipe, container: RecordingFormat) -> None:
        try:
            with demux(pipe, container, self._limits.pixels, START_QUICKLY) as media, decoding():
                self._follow(media, container)
        except RecordingError as error:
            self._error = error
        finally:
            # A demuxer that stops before the bytes do has met something it cannot read.
            if self._error is None and not pipe.has_ended:
                self._error = CorruptRecording()
            pipe.abandon()

    def _follow(self, media: InputContainer, container: RecordingFormat) -> None:
        video = video_stream(media, container, self._limits.pixels)
        audio = audio_stream(media, container)
        self._kind = (container.name.lower(), codec_of(video))
        for packet in media.demux([video] if audio is None else [video, audio]):
            if packet.size and not packet.is_discard:
                self._timeline.add(packet)
                self._timeline.require(self._limits, video.width * video.height)
            is_early = not self._lumas or self._timeline.duration_s <= LUMA_SECONDS
            if packet.stream is video and is_early:
                for picture in video.decode(packet):
                    self._note_luma(picture)

    def _note_luma(self, picture: VideoFrame) -> None:
        media_s = (picture.time if picture.pts is not None else self._timeline.end_s) - self._timeline.zero_s
        if not self._lumas or media_s >= self._lumas[-1].media_s + 1 / LUMAS_PER_SECOND:
            small = picture.reformat(width=32, height=32, format="bgr24", interpolation="AREA").to_ndarray()
            self._lumas.append(Luma(media_s, float(small.reshape(-1, 3).mean(axis=0) @ _LUMA_WEIGHTS)))
