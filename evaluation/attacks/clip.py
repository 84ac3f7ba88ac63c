"""One decoded recording: pictures and sound that an attack may change, and their encoding as a file.

Every attack and its genuine control leave through the same encoder; otherwise a test would learn the codec.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from evaluation.subject.media_files import SOUND_RATE_HZ, Container, RecordingWriter
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import ANALYSE_FORMATS, open_recording
from liveness.ports import Image

LONGEST_SIDE_PX = 640
LONGEST_CLIP_S = 8.0
"""Longer recordings are cut at this length: cost grows with length, and the answers to a challenge are shorter."""
BITS_PER_PIXEL = 6.0
"""Of one second of picture: about 2 Mbit/s at 640 x 480, what browsers record at."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clip:
    """Decoded media. images: one (h, w, 3) BGR picture per time, all of one even size.

    samples: (n,) float32, 48 kHz mono from media time 0; empty without sound. transcript: what is said, when known.
    """

    person: str
    transcript: str
    times_s: tuple[float, ...]
    images: Sequence[Image]
    samples: NDArray[np.float32]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.images[0].shape[:2]
        return width, height

    @property
    def duration_s(self) -> float:
        """From the first picture to the end of the last."""
        return self.times_s[-1] + self.step_s

    @property
    def step_s(self) -> float:
        """Median time between two pictures, in seconds."""
        return float(np.median(np.diff(self.times_s))) if len(self.times_s) > 1 else 0.04


def read_clip(data: bytes, person: str, transcript: str = "") -> Clip:
    """Decodes the first LONGEST_CLIP_S seconds, scaled down if a side is longer than LONGEST_SIDE_PX.

    Raises:
        RecordingError: the file cannot be read.
    """
    recording = open_recording(data, RecordingLimits(), formats=ANALYSE_FORMATS)
    times_s: list[float] = []
    images: list[Image] = []
    for frame in recording.frames():
        if frame.media_s > LONGEST_CLIP_S:
            break
        times_s.append(frame.media_s)
        images.append(smaller(frame.image))
    sound = recording.sound()
    samples = np.zeros(0, np.float32)
    if sound is not None:
        lead = np.zeros(max(round(sound.start_s * 16_000), 0), np.float32)
        wide = resample_poly(np.concatenate([lead, sound.samples]), 3, 1).astype(np.float32)
        samples = wide[: round(LONGEST_CLIP_S * SOUND_RATE_HZ)]
    return Clip(person, transcript, tuple(times_s), images, samples)


def smaller(image: Image) -> Image:
    """The picture with no side beyond LONGEST_SIDE_PX, both sides even."""
    height, width = image.shape[:2]
    scale = min(1.0, LONGEST_SIDE_PX / max(height, width))
    size = (round(width * scale / 2) * 2, round(height * scale / 2) * 2)
    return image if size == (width, height) else as_image(cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def encoded(clip: Clip, container: Container = Container.WEBM, quality: float = 1.0) -> bytes:
    """The clip as a file; without samples the sound track stays empty.

    quality: bits against the usual amount.
    """
    width, height = clip.size
    bits = round(width * height * BITS_PER_PIXEL * quality)
    writer = RecordingWriter(container, clip.size, max(1, round(1 / clip.step_s)), bits)
    sent = 0
    for media_s, image in zip(clip.times_s, clip.images, strict=True):
        writer.write_frame(image, media_s)
        due = min(round((media_s + clip.step_s) * SOUND_RATE_HZ), len(clip.samples))
        if due > sent:
            writer.write_sound(clip.samples[sent:due])
            sent = due
    if sent < len(clip.samples):
        writer.write_sound(clip.samples[sent:])
    return writer.take() + writer.finish()


def as_image(pixels: cv2.typing.MatLike) -> Image:
    """Pixels as 8-bit values, rounded and clipped."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    rounded: Image = np.clip(np.asarray(pixels, np.float32) + 0.5, 0, 255).astype(np.uint8)
    return rounded
