"""Pictures and sound to WebM and MP4 bytes, in memory; and the sound of any recording, for measurements.

Does not make the pictures or the sound. `read_sound` opens any container FFmpeg knows, so it is not for recordings of
callers; those are read by `liveness.media.recording`.
"""

import io
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from liveness.ports import Samples

SOUND_RATE_HZ = 48_000
VIDEO_CLOCK = Fraction(1, 90_000)


class Container(StrEnum):
    """How a recording is packed. FRAGMENTED_MP4 and WEBM decode while they arrive."""

    WEBM = "webm"
    MP4 = "mp4"
    FRAGMENTED_MP4 = "fragmented-mp4"


@dataclass(frozen=True, slots=True)
class _Packing:
    format: str
    video: str
    sound: str
    pixels: str
    video_options: dict[str, str]
    format_options: dict[str, str]


# A positive cpu-used follows the processor's time, so that the same take gave other pictures on a busy machine.
_VP8 = {"deadline": "realtime", "cpu-used": "-8", "error-resilient": "1", "lag-in-frames": "0"}
_H264 = {"preset": "ultrafast", "tune": "zerolatency"}
_PACKINGS = {
    Container.WEBM: _Packing("webm", "libvpx", "libopus", "yuv420p", _VP8, {"live": "1", "cluster_time_limit": "250"}),
    Container.MP4: _Packing("mp4", "libx264", "aac", "yuv420p", _H264, {}),
    Container.FRAGMENTED_MP4: _Packing(
        "mp4", "libx264", "aac", "yuv420p", _H264, {"movflags": "frag_keyframe+delay_moov+default_base_moof"}
    ),
}


class _Outlet:
    """A file that the muxer writes to and never rewinds: bytes wait here until `take` removes them."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


class RecordingWriter:
    """Encodes one recording. Frames and sound may come in any mixture, each in its own order.

    Args:
        container: how to pack.
        size: width, height in pixels, both even.
        frames_per_second: nominal rate; the times given with each frame decide.
        bits_per_second: of the picture.
    """

    def __init__(
        self,
        container: Container,
        size: tuple[int, int],
        frames_per_second: int = 30,
        bits_per_second: int = 2_000_000,
    ) -> None:
        packing = _PACKINGS[container]
        # A plain MP4 puts its table of contents in afterwards, so it needs a file that can be rewound.
        self._outlet: _Outlet | io.BytesIO = io.BytesIO() if container is Container.MP4 else _Outlet()
        self._file = av.open(self._outlet, "w", format=packing.format, options=packing.format_options)
        video = self._file.add_stream(packing.video, rate=frames_per_second, options=packing.video_options)
        self._video = cast("av.VideoStream", video)
        self._video.width, self._video.height = size
        self._video.pix_fmt = packing.pixels
        self._video.bit_rate = bits_per_second
        # Encoders otherwise spin up a thread a core and steal time from the service under test.
        self._video.codec_context.thread_count = 1
        self._video.codec_context.gop_size = frames_per_second
        self._video.codec_context.time_base = VIDEO_CLOCK
        self._sound = cast("av.AudioStream", self._file.add_stream(packing.sound, rate=SOUND_RATE_HZ, layout="mono"))
        self._sound_format = "fltp" if packing.sound == "aac" else "s16"
        self._sound_pts = 0

    def write_frame(self, image: NDArray[np.uint8], media_s: float) -> None:
        """Adds one (height, width, 3) BGR frame shown at a media time."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        frame.pts = round(media_s / VIDEO_CLOCK)
        frame.time_base = VIDEO_CLOCK
        self._file.mux(self._video.encode(frame))

    def write_sound(self, samples: NDArray[np.float32]) -> None:
        """Adds (n,) samples, 48 kHz mono in -1..1, right after those before."""
        clipped = np.clip(samples, -1, 1)
        packed = clipped if self._sound_format == "fltp" else (clipped * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(packed[None, :], format=self._sound_format, layout="mono")
        frame.sample_rate = SOUND_RATE_HZ
        frame.pts = self._sound_pts
        frame.time_base = Fraction(1, SOUND_RATE_HZ)
        self._sound_pts += len(samples)
        self._file.mux(self._sound.encode(frame))

    def take(self) -> bytes:
        """Container bytes that are ready and were not taken before; a plain MP4 has none before `finish`."""
        return self._outlet.take() if isinstance(self._outlet, _Outlet) else b""

    def finish(self) -> bytes:
        """Flushes and closes; the bytes not taken before."""
        self._file.mux(self._video.encode(None))
        self._file.mux(self._sound.encode(None))
        self._file.close()
        return self._outlet.take() if isinstance(self._outlet, _Outlet) else self._outlet.getvalue()


def read_sound(path: Path) -> Samples:
    """The first sound track as 16 kHz mono, shape (n,), -1..1.

    Raises:
        ValueError: the file has no sound.
    """
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ValueError("the file has no sound track")
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        pieces += resampler.resample(None)
    return np.concatenate([piece.to_ndarray()[0] for piece in pieces]).astype(np.float32)
