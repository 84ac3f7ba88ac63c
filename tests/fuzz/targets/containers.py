"""Media containers. An accept: a recording is read beyond its limits, or what is read is no picture or sound."""

from dataclasses import replace

import numpy as np

from liveness.limits.recordings import RecordingLimits
from liveness.live.decoder import LiveDecoder
from liveness.media.recording import open_recording
from liveness.media.recording_errors import RecordingError
from tests.fuzz.target import require
from tests.liveness.clips import FRAGMENTED, MP4, WEBM, encode, every

LIMITS = RecordingLimits(seconds=5.0, bytes=64 * 1024, pixels=256 * 256)
CHUNK_BYTES = 700
_CLIPS = (
    replace(WEBM, width=32, height=32, times_s=every(25, 0.2), sound_s=0.1),
    replace(WEBM, width=16, height=16, times_s=(0.0, 0.04), sound_s=0.04, is_live=True),
    replace(
        WEBM, width=16, height=16, times_s=(0.0, 0.04), audio_codec=None, bgr=(90, 90, 90), video_codec="libvpx-vp9"
    ),
    replace(MP4, width=16, height=16, times_s=every(25, 0.2), sound_s=0.1, bgr=(90, 90, 90)),
    replace(MP4, width=16, height=32, times_s=(0.0, 0.04), audio_codec=None, rotation_deg=90),
    replace(FRAGMENTED, width=16, height=16, times_s=every(25, 0.2), sound_s=0.1, bgr=(90, 90, 90)),
)
SEEDS = tuple(map(encode, _CLIPS))


def attempt(data: bytes) -> None:
    """One file, read as a whole and while it arrives."""
    _read_whole(data)
    _read_while_it_arrives(data)


def _read_whole(data: bytes) -> None:
    try:
        recording = open_recording(data, LIMITS)
        times_s = []
        for frame in recording.frames():
            times_s.append(frame.media_s)
            height, width, channels = frame.image.shape
            require(holds=width * height <= LIMITS.pixels, otherwise="a picture is larger than allowed")
            require(holds=channels == 3 and frame.image.dtype == np.uint8, otherwise="a picture is none")
        sound = recording.sound()
    except RecordingError:
        return
    require(holds=len(data) <= LIMITS.bytes, otherwise="a recording has more bytes than allowed")
    require(holds=times_s == sorted(times_s), otherwise="pictures come out of order")
    within = all(0 <= time_s <= LIMITS.seconds for time_s in (recording.duration_s, *times_s))
    require(holds=within, otherwise="a recording is longer than allowed")
    if sound is not None:
        _require_sound(sound.samples, sound.start_s)


def _require_sound(samples: np.ndarray, start_s: float) -> None:
    is_sound = samples.ndim == 1 and samples.dtype == np.float32 and bool(np.isfinite(samples).all())
    require(holds=is_sound and bool(np.isfinite(start_s)), otherwise="sound is none")


def _read_while_it_arrives(data: bytes) -> None:
    try:
        with LiveDecoder(LIMITS) as decoder:
            for start in range(0, len(data), CHUNK_BYTES):
                progress = decoder.feed(data[start : start + CHUNK_BYTES])
                require(holds=progress.media_s <= LIMITS.seconds, otherwise="a recording is longer than allowed")
    except RecordingError:
        return
