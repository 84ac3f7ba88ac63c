"""Small recordings made in memory: noise or plain pictures, and a tone."""

import io
import os  # the scheduling of this thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

TICKS_PER_SECOND = 1000
SOUND_RATE_HZ = 48_000
SOUND_FRAME = 960

Step: TypeAlias = "tuple[float, Callable[[], list[Packet[Stream]]]]"
"""A time and what encodes the frame of that time."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What to encode. times_s: one picture each."""

    muxer: str = "webm"
    video_codec: str | None = "libvpx"
    audio_codec: str | None = "libopus"
    times_s: tuple[float, ...] = tuple(number / 25 for number in range(25))
    sound_s: float = 1.0
    sound_start_s: float = 0.0
    width: int = 64
    height: int = 48
    rotation_deg: int = 0
    is_mirrored: bool = False
    sound_hole_s: tuple[float, float] = (0.0, 0.0)
    """From the first time on, sound comes the second number of seconds later."""
    bgr: tuple[int, int, int] | None = None
    """One plain colour; None: noise."""
    movflags: str = ""
    is_live: bool = False
    """WebM as browsers send it: neither length nor index."""
    key_every: int = 10
    """Pictures from one key picture to the next; a fragment of an MP4 begins at each."""


WEBM = Clip()
MP4 = Clip(muxer="mp4", video_codec="libx264", audio_codec="aac")
FRAGMENTED = Clip(
    muxer="mp4", video_codec="libx264", audio_codec="aac", movflags="frag_keyframe+empty_moov+default_base_moof"
)
CHROMIUM_MP4 = replace(FRAGMENTED, audio_codec="libopus")
CHROMIUM_VP9_MP4 = replace(CHROMIUM_MP4, video_codec="libvpx-vp9")
AV1_WEBM = Clip(video_codec="libsvtav1", is_live=True)
AV1_MP4 = replace(CHROMIUM_MP4, video_codec="libsvtav1")
H264_WEBM = Clip(muxer="matroska", video_codec="libx264", is_live=True)
"""What Chromium, Safari and Android record besides VP8 and VP9 in WebM, by name and codecs."""
MPEG_PS = Clip(muxer="mpeg", video_codec="mpeg1video", audio_codec="mp2")


def every(per_second: float, seconds: float) -> tuple[float, ...]:
    """Picture times of a steady rate."""
    return tuple(number / per_second for number in range(round(per_second * seconds)))


@cache
def encode(clip: Clip) -> bytes:
    """The bytes of one recording."""
    out = io.BytesIO()
    options = {"movflags": clip.movflags} if clip.movflags else {"live": "1"} if clip.is_live else {}
    with _scheduled_as_before(), av.open(out, "w", format=clip.muxer, options=options) as media:
        video = _add_video(media, clip, clip.video_codec) if clip.video_codec else None
        audio = _add_audio(media, clip.audio_codec) if clip.audio_codec else None
        steps = [*(_pictures(clip, video) if video else ()), *(_sound(clip, audio) if audio else ())]
        for _, encode_frame in sorted(steps, key=lambda step: step[0]):
            media.mux(encode_frame())
    return out.getvalue()


@contextmanager
def _scheduled_as_before() -> Iterator[None]:
    """Takes back the realtime priority that libsvtav1 gives the thread that opens it, where root does.

    All that the thread starts later would have it, too: two test processes with it leave nothing of two cores to the
    threads that they wait for.
    """
    policy, priority = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, priority)


def quarter_picture(width: int, height: int) -> NDArray[np.uint8]:
    """Grey, with a white top left quarter: shows how it was turned."""
    picture = np.full((height, width, 3), 60, np.uint8)
    picture[: height // 2, : width // 2] = 250
    return picture


def _add_video(media: OutputContainer, clip: Clip, codec: str) -> VideoStream:
    stream = media.add_stream(codec, rate=25)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "yuv420p"
    stream.codec_context.time_base = Fraction(1, 25 if codec == "mpeg1video" else TICKS_PER_SECOND)
    stream.codec_context.gop_size = clip.key_every
    if codec.startswith("libvpx"):
        stream.options = {"deadline": "realtime", "cpu-used": "8"}
    if codec == "libx264" and clip.audio_codec == "libopus":
        stream.options = {"bf": "0"}  # recorders of browsers write every picture in its order
    if clip.rotation_deg or clip.is_mirrored:
        stream.set_display_rotation(clip.rotation_deg, hflip=clip.is_mirrored)
    return stream


def _add_audio(media: OutputContainer, codec: str) -> AudioStream:
    stream = media.add_stream(codec, rate=SOUND_RATE_HZ)
    assert isinstance(stream, AudioStream)
    stream.layout = "mono"
    return stream


def _pictures(clip: Clip, stream: VideoStream) -> Iterator[Step]:
    rng = np.random.default_rng(7)
    for time_s in clip.times_s:
        pixels = rng.integers(0, 255, (clip.height, clip.width, 3), np.uint8)
        if clip.bgr is not None:
            pixels[:] = clip.bgr
        elif clip.rotation_deg or clip.is_mirrored:
            pixels = quarter_picture(clip.width, clip.height)
        frame = VideoFrame.from_ndarray(pixels, format="bgr24").reformat(format="yuv420p")
        frame.time_base = stream.codec_context.time_base
        frame.pts = round(time_s / frame.time_base)
        yield time_s, partial(stream.encode, frame)
    yield float("inf"), partial(stream.encode, None)


def _sound(clip: Clip, stream: AudioStream) -> Iterator[Step]:
    for start in range(0, round(clip.sound_s * SOUND_RATE_HZ), SOUND_FRAME):
        phase = 2 * np.pi * 440 * np.arange(start, start + SOUND_FRAME) / SOUND_RATE_HZ
        frame = AudioFrame.from_ndarray((0.5 * np.sin(phase)).astype(np.float32)[None], format="flt", layout="mono")
        frame.sample_rate, frame.time_base = SOUND_RATE_HZ, Fraction(1, SOUND_RATE_HZ)
        hole_s = clip.sound_hole_s[1] if start >= clip.sound_hole_s[0] * SOUND_RATE_HZ else 0.0
        start_s = start / SOUND_RATE_HZ + clip.sound_start_s + hole_s
        frame.pts = round(start_s * SOUND_RATE_HZ)
        if stream.codec_context.name == "aac":
            frame = _as_planar(frame)
        yield start_s, partial(stream.encode, frame)
    yield float("inf"), partial(stream.encode, None)


def _as_planar(frame: AudioFrame) -> AudioFrame:
    planar = AudioFrame.from_ndarray(frame.to_ndarray(), format="fltp", layout="mono")
    planar.sample_rate, planar.time_base, planar.pts = frame.sample_rate, frame.time_base, frame.pts
    return planar
