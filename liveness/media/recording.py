"""Container bytes -> timed, upright frames + 16 kHz mono PCM, inside hard limits.

Judges nothing that is shown or heard. Reads only the bytes it is given: never a file, never an address.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from liveness.limits.recordings import RecordingLimits
from liveness.media.demuxer import audio_stream, decoding, demux_bytes, video_stream
from liveness.media.formats import ANALYSE_FORMATS, ENROLLMENT_FORMATS, RecordingFormat, identify
from liveness.media.picture_track import Frame, PictureTrack, form_of, require_size
from liveness.media.recording_errors import BrokenTimestamps
from liveness.media.sound_track import SoundTrack, decoded
from liveness.media.timeline import survey

__all__ = ["ANALYSE_FORMATS", "ENROLLMENT_FORMATS", "Frame", "Recording", "Sound", "open_recording"]


@dataclass(frozen=True, slots=True)
class Sound:
    """samples: (n,) float32 in -1..1, 16 kHz mono, sample 0 at media time `start_s`."""

    samples: NDArray[np.float32]
    start_s: float


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
        zero_s: the stream time that is media time 0.
        form: of the first picture, as stored.
        packets: tells the packets of these tracks from all others (`liveness.media.timeline.PacketDigest`).
    """

    def __init__(self, data: bytes, container: RecordingFormat, limits: RecordingLimits) -> None:
        surveyed = survey(data, container, limits)
        require_size(surveyed.first_picture, limits)
        self._data, self._format, self._limits = data, container, limits
        self.zero_s = surveyed.timeline.zero_s
        self.form = form_of(surveyed.first_picture)
        self.packets, self._empty = surveyed.packets, surveyed.empty
        width, height = self.form.size
        is_on_its_side = self.form.matrix[1] != 0
        self.container = container.name
        self.video_codec = surveyed.video_codec
        self.duration_s = surveyed.timeline.duration_s
        self.has_audio = surveyed.has_audio
        self.tags = surveyed.tags
        self.width_px = height if is_on_its_side else width
        self.height_px = width if is_on_its_side else height
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
        track = PictureTrack(self.form, self.zero_s, self._limits, per_second)
        self.frame_times_s = track.times_s
        for picture in self._pictures():
            frame = track.frame(picture, self.duration_s)
            if frame is not None:
                yield frame

    def sound(self) -> Sound | None:
        """The whole sound track, None when there is none or it holds no samples.

        Raises:
            BrokenTimestamps: sound without a time, or more of it than its times say.
            TooLong: more sound than the limit, whatever the header said.
            CorruptRecording: a decoding error.
        """
        if not self.has_audio:
            return None
        try:
            return self._sound(SoundTrack(self.zero_s, self._limits.seconds))
        except BrokenTimestamps:
            # Nothing that was measured while it arrived can count (`liveness.media.arriving`), so this may differ.
            return self._sound(SoundTrack(self.zero_s, self._limits.seconds, is_patient=True))

    def _sound(self, track: SoundTrack) -> Sound | None:
        with demux_bytes(self._data, self._format, self._limits.pixels) as media:
            stream = audio_stream(media, self._format, self._empty)
            for frame in decoded(media, stream) if stream else ():
                track.add(frame)
        samples = track.samples()
        return None if track.start_s is None else Sound(samples, track.start_s)

    def _pictures(self) -> Iterator[VideoFrame]:
        with demux_bytes(self._data, self._format, self._limits.pixels) as media:
            stream = video_stream(media, self._format, self._limits.pixels, self._empty)
            with decoding():
                for packet in media.demux(stream):
                    yield from packet.decode()


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
