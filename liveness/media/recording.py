"""Container bytes -> timed, upright frames + 16 kHz mono PCM, inside hard limits.

Judges nothing that is shown or heard. Reads only the bytes it is given: never a file, never an address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from liveness.limits.recordings import RecordingLimits
from liveness.media.demuxer import audio_stream, decoding, demux_bytes, video_stream
from liveness.media.formats import ANALYSE_FORMATS, ENROLLMENT_FORMATS, RecordingFormat, identify
from liveness.media.recording_errors import BrokenTimestamps, CorruptRecording, PictureShapeChanged, TooManyPixels
from liveness.media.sound_track import SoundTrack, decoded
from liveness.media.timeline import survey


def display_matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """The signs (a, b, c, d) of a frame's display matrix, each -1, 0 or 1; (1, 0, 0, 1) when it has none.

    A stored point (x, y) is shown at (a x + c y, b x + d y), ISO/IEC 14496-12 section 8.3.2.3. Angles between
    the quarter turns go to the nearest one.
    """
    side = cast("SideData | None", frame.side_data.get("DISPLAYMATRIX"))
    if side is None:
        return 1, 0, 0, 1
    a, b, _, c, d = np.sign(_dominant(np.frombuffer(bytes(side), dtype=np.int32)[:5])).tolist()
    return a, b, c, d


def _dominant(matrix: NDArray[np.int32]) -> NDArray[np.int32]:
    is_diagonal = abs(int(matrix[0])) >= abs(int(matrix[1]))
    return matrix * np.array([is_diagonal, not is_diagonal, 0, not is_diagonal, is_diagonal], np.int32)


def upright(image: NDArray[np.uint8], matrix: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The picture, upright.

    Args:
        image: (height, width, 3), as stored.
        matrix: from `display_matrix`.
    """
    a, b, c, d = matrix
    if b:
        image, a, d = image.transpose(1, 0, 2), c, b
    if a < 0:
        image = image[:, ::-1]
    if d < 0:
        image = image[::-1]
    return np.ascontiguousarray(image)


__all__ = ["ANALYSE_FORMATS", "ENROLLMENT_FORMATS", "Frame", "Recording", "Sound", "open_recording"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright frame. image: (height, width, 3) uint8 BGR; media_s: seconds from the first frame or sound."""

    media_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sound:
    """samples: (n,) float32 in -1..1, 16 kHz mono, sample 0 at media time `start_s`."""

    samples: NDArray[np.float32]
    start_s: float


_SHAPE_TOLERANCE = 0.02
"""Of the proportions: recorders that save bandwidth scale pictures to whole macroblocks."""


class Recording:
    """One recording, decoded on demand; nothing but its bytes stays in memory.

    Made by `open_recording`, which has checked every limit that packet times and headers show.

    Attributes:
        container: the format's name, "WebM", "MP4" or "MPEG-PS".
        video_codec: name of the picture codec, "vp9" or "av1" say.
        width_px, height_px: of the first picture, upright.
        duration_s: media seconds from the first picture or sound to the end of the last.
        tags: texts of the container and its tracks about the software that wrote them.
        has_audio: whether there is a sound track; it may still be empty.
        frame_times_s: presentation time of every picture that `frames` has decoded so far.
    """

    def __init__(self, data: bytes, container: RecordingFormat, limits: RecordingLimits) -> None:
        surveyed = survey(data, container, limits)
        first = surveyed.first_picture
        self._data, self._format, self._limits = data, container, limits
        self._zero_s = surveyed.timeline.zero_s
        self._require_size(first)
        # One matrix for all: asking a picture for its side data makes a reference cycle that keeps it in memory.
        self._matrix = display_matrix(first)
        self._size = first.width, first.height
        is_on_its_side = self._matrix[1] != 0
        self.container = container.name
        self.video_codec = surveyed.video_codec
        self.duration_s = surveyed.timeline.duration_s
        self.has_audio = surveyed.has_audio
        self.tags = surveyed.tags
        self.width_px = first.height if is_on_its_side else first.width
        self.height_px = first.width if is_on_its_side else first.height
        self.frame_times_s: list[float] = []

    def frames(self, per_second: float = float("inf")) -> Iterator[Frame]:
        """Decodes the pictures in order, upright, each with its own time: a variable frame rate stays variable.

        Every picture is decoded and leaves its time in `frame_times_s`; only those that come back are converted.

        Args:
            per_second: at most so many come back, the first of each slice of 1 / per_second seconds.

        Raises:
            BrokenTimestamps: a picture without a time, or before the one ahead of it.
            TooManyPixels, PixelRateTooHigh: pictures larger than allowed, whatever the header said.
            PictureShapeChanged: a picture of other proportions than the first; of another size, it is scaled to that.
            CorruptRecording: a decoding error.
        """
        self.frame_times_s.clear()
        reformatter, latest_slice = VideoReformatter(), -1
        for picture in self._pictures():
            media_s = self._next_time(picture)
            slice_index = len(self.frame_times_s) if per_second == float("inf") else int(media_s * per_second + 1e-6)
            if slice_index > latest_slice:
                latest_slice = slice_index
                with decoding():
                    stored = reformatter.reformat(picture, *self._size, format="bgr24").to_ndarray()
                yield Frame(media_s, upright(stored.astype(np.uint8, copy=False), self._matrix))

    def sound(self) -> Sound | None:
        """The whole sound track, None when there is none or it holds no samples.

        Raises:
            BrokenTimestamps: sound without a time, or times that run backwards.
            TooLong: more sound than the limit, whatever the header said.
            CorruptRecording: a decoding error.
        """
        if not self.has_audio:
            return None
        track = SoundTrack(self._zero_s, self._limits.seconds)
        with demux_bytes(self._data, self._format, self._limits.pixels) as media:
            stream = audio_stream(media, self._format)
            for frame in decoded(media, stream) if stream else ():
                track.add(frame)
        samples = track.samples()
        return None if track.start_s is None else Sound(samples, track.start_s)

    def _pictures(self) -> Iterator[VideoFrame]:
        with demux_bytes(self._data, self._format, self._limits.pixels) as media:
            stream, pixels = video_stream(media, self._format, self._limits.pixels), 0
            with decoding():
                for packet in media.demux(stream):
                    for picture in packet.decode():
                        self._require_size(picture)
                        pixels += picture.width * picture.height
                        self._limits.require_pixels(pixels, self.duration_s)
                        self._require_shape(picture)
                        if picture.is_corrupt:
                            raise CorruptRecording
                        yield picture

    def _next_time(self, picture: VideoFrame) -> float:
        if picture.pts is None:
            raise BrokenTimestamps
        media_s = picture.time - self._zero_s
        if media_s < max(self.frame_times_s[-1:], default=0.0):
            raise BrokenTimestamps
        self.frame_times_s.append(media_s)
        return media_s

    def _require_size(self, picture: VideoFrame) -> None:
        if picture.width * picture.height > self._limits.pixels:
            raise TooManyPixels(self._limits.pixels)

    def _require_shape(self, picture: VideoFrame) -> None:
        width, height = self._size
        if abs(picture.width * height - picture.height * width) > _SHAPE_TOLERANCE * picture.width * height:
            raise PictureShapeChanged


def open_recording(
    data: bytes, limits: RecordingLimits, *, formats: tuple[RecordingFormat, ...] = ENROLLMENT_FORMATS
) -> Recording:
    """Checks a recording against its limits and makes it readable.

    Args:
        data: the whole container.
        limits: bytes are checked first, then header sizes, then the times of all packets; pictures one by one.
        formats: `ENROLLMENT_FORMATS` for anything that comes from callers, `ANALYSE_FORMATS` for local evaluation.

    Raises:
        RecordingError: the subclass says why and what to do.
    """
    limits.require_bytes(len(data))
    return Recording(data, identify(data, formats), limits)
