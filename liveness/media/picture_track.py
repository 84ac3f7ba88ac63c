"""Turns decoded pictures into timed, upright frames, and holds each to the limits of a recording."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from liveness.limits.recordings import RecordingLimits
from liveness.media.demuxer import decoding
from liveness.media.recording_errors import BrokenTimestamps, CorruptRecording, PictureShapeChanged, TooManyPixels


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


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright frame. image: (height, width, 3) uint8 BGR; media_s: seconds from the first frame or sound."""

    media_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PictureForm:
    """What the first picture says of all of them. size: width and height as stored. matrix: from `display_matrix`."""

    size: tuple[int, int]
    matrix: tuple[int, int, int, int]


def form_of(first: VideoFrame) -> PictureForm:
    """The form of a recording that begins with this picture.

    One matrix for all: asking a picture for its side data makes a reference cycle that keeps it in memory.
    """
    return PictureForm((first.width, first.height), display_matrix(first))


_SHAPE_TOLERANCE = 0.02
"""Of the proportions: recorders that save bandwidth scale pictures to whole macroblocks."""


class PictureTrack:
    """Takes every decoded picture in order.

    Args:
        form: of the first picture.
        zero_s: the stream time that is media time 0.
        limits: of the recording.
        per_second: at most so many frames come back, the first of each slice of 1 / per_second seconds.

    Attributes:
        times_s: media time of every picture so far.
        pixels: of all pictures so far.
    """

    def __init__(self, form: PictureForm, zero_s: float, limits: RecordingLimits, per_second: float) -> None:
        self._form, self._zero_s, self._limits, self._per_second = form, zero_s, limits, per_second
        self._reformatter, self._latest_slice = VideoReformatter(), -1
        self.times_s: list[float] = []
        self.pixels = 0

    def frame(self, picture: VideoFrame, duration_s: float) -> Frame | None:
        """The picture upright, scaled to the size of the first; None where its slice has one already.

        duration_s: of the recording, as far as it is known.

        Raises:
            BrokenTimestamps: a picture without a time, or before the one ahead of it.
            TooManyPixels, PixelRateTooHigh: pictures larger than allowed, whatever the header said.
            PictureShapeChanged: a picture of other proportions than the first.
            CorruptRecording: a decoding error.
        """
        require_size(picture, self._limits)
        self.pixels += picture.width * picture.height
        self._limits.require_pixels(self.pixels, duration_s)
        self._require_shape(picture)
        if picture.is_corrupt:
            raise CorruptRecording
        media_s = self._next_time(picture)
        slice_index = len(self.times_s) if self._per_second == float("inf") else int(media_s * self._per_second + 1e-6)
        if slice_index <= self._latest_slice:
            return None
        self._latest_slice = slice_index
        with decoding():
            stored = self._reformatter.reformat(picture, *self._form.size, format="bgr24").to_ndarray()
        return Frame(media_s, upright(stored.astype(np.uint8, copy=False), self._form.matrix))

    def _next_time(self, picture: VideoFrame) -> float:
        if picture.pts is None:
            raise BrokenTimestamps
        media_s = picture.time - self._zero_s
        if media_s < max(self.times_s[-1:], default=0.0):
            raise BrokenTimestamps
        self.times_s.append(media_s)
        return media_s

    def _require_shape(self, picture: VideoFrame) -> None:
        width, height = self._form.size
        if abs(picture.width * height - picture.height * width) > _SHAPE_TOLERANCE * picture.width * height:
            raise PictureShapeChanged


def require_size(picture: VideoFrame, limits: RecordingLimits) -> None:
    """Accepts a picture of that size.

    Raises:
        TooManyPixels: it is larger than allowed.
    """
    if picture.width * picture.height > limits.pixels:
        raise TooManyPixels(limits.pixels)
