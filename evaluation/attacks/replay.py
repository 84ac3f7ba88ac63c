"""A recording shown again: played on a screen and filmed, fed in by a virtual camera, or handed in a second time.

Rows 2, 6 and 7 of the attack catalogue.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import av
import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, tilted, tremor
from evaluation.attacks.clip import Clip, Floats, as_image, encoded
from evaluation.attacks.species import (
    Kind,
    Make,
    Material,
    Need,
    Presentation,
    Species,
    asks_what_is_said,
    presented,
)
from evaluation.attacks.timing import slowed
from evaluation.subject.media_files import SOUND_RATE_HZ, Container
from liveness.ports import Image

TRIMMED_S = 0.3
CROPPED = 0.03
GAMMA = 1.1
POOR_QUALITY = 0.25
FASTER = 1.01


def identical(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 7: the same bytes as an earlier recording."""
    del rng
    first = encoded(material.clip)
    return Presentation(first, asks_what_is_said(material.clip.transcript), (first,))


def trimmed(clip: Clip) -> Clip:
    """Without the first 0.3 s."""
    skip = next(at for at, media_s in enumerate(clip.times_s) if media_s >= TRIMMED_S)
    start_s = clip.times_s[skip]
    times_s = tuple(media_s - start_s for media_s in clip.times_s[skip:])
    sound = clip.samples[round(start_s * SOUND_RATE_HZ) :]
    return replace(clip, times_s=times_s, images=clip.images[skip:], samples=sound)


def flipped(clip: Clip) -> Clip:
    """Left and right exchanged."""
    return replace(clip, images=[as_image(image[:, ::-1]) for image in clip.images])


def cropped(clip: Clip) -> Clip:
    """Three per cent off every side, scaled back."""
    width, height = clip.size
    left, top = round(width * CROPPED), round(height * CROPPED)
    inner = [image[top : height - top, left : width - left] for image in clip.images]
    return replace(clip, images=[as_image(cv2.resize(image, clip.size)) for image in inner])


def brighter(clip: Clip) -> Clip:
    """Another gamma."""
    table = as_image(255 * (np.arange(256) / 255) ** (1 / GAMMA))
    return replace(clip, images=[as_image(cv2.LUT(image, table)) for image in clip.images])


def retimed(clip: Clip) -> Clip:
    """At 25 pictures a second, and the sound one per cent faster."""
    times_s = np.arange(0, clip.times_s[-1], 1 / 25)
    nearest = np.searchsorted(clip.times_s, times_s).clip(max=len(clip.images) - 1)
    images = [clip.images[int(at)] for at in nearest]
    return replace(clip, times_s=tuple(times_s.tolist()), images=images, samples=slowed(clip.samples, 1 / FASTER))


def recompressed(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 7: in another codec, at a quarter of the bits."""
    del rng
    clip = material.clip
    poor = encoded(clip, Container.MP4, POOR_QUALITY)
    return Presentation(poor, asks_what_is_said(clip.transcript), (encoded(clip),))


def virtual_camera(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 6: the output of a virtual camera: no sensor noise, perfectly regular times, the name of another encoder."""
    del rng
    clip = material.clip
    times_s = tuple(at / 30 for at in range(int(clip.times_s[-1] * 30)))
    nearest = np.searchsorted(clip.times_s, times_s).clip(max=len(clip.images) - 1)
    smooth = [as_image(cv2.bilateralFilter(image, 5, 18, 3)) for image in clip.images]
    fed = replace(clip, times_s=times_s, images=[smooth[int(at)] for at in nearest])
    media = tagged(encoded(fed, Container.MP4), "OBS Virtual Camera")
    return Presentation(media, asks_what_is_said(clip.transcript))


def tagged(media: bytes, encoder: str) -> bytes:
    """An MP4 with the same packets and this name of an encoder."""
    outlet = io.BytesIO()
    with av.open(io.BytesIO(media), "r") as source, av.open(outlet, "w", format="mp4") as target:
        target.metadata["encoder"] = encoder
        target.metadata["comment"] = encoder
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            packet.stream = streams[packet.stream.index]
            packet.time_base = packet.time_base or Fraction(1, SOUND_RATE_HZ)
            target.mux(packet)
    return outlet.getvalue()


def _again(change: Callable[[Clip], Clip]) -> Make:
    def make(material: Material, rng: np.random.Generator) -> Presentation:
        del rng
        changed = encoded(change(material.clip))
        return Presentation(changed, asks_what_is_said(material.clip.transcript), (encoded(material.clip),))

    return make


_FACE = frozenset({Need.FACE})
SPECIES = (
    Species("replay, identical", 7, Kind.INJECTION, _FACE, identical),
    Species("replay, trimmed", 7, Kind.INJECTION, _FACE, _again(trimmed)),
    Species("replay, flipped", 7, Kind.INJECTION, _FACE, _again(flipped)),
    Species("replay, cropped", 7, Kind.INJECTION, _FACE, _again(cropped)),
    Species("replay, brighter", 7, Kind.INJECTION, _FACE, _again(brighter)),
    Species("replay, re-timed", 7, Kind.INJECTION, _FACE, _again(retimed)),
    Species("replay, re-compressed", 7, Kind.INJECTION, _FACE, recompressed),
    Species("virtual camera", 6, Kind.INJECTION, _FACE, virtual_camera),
)


GRID_PX = 3
"""Pixels of the display for one pixel of the recording; each holds a red, a green and a blue column."""
OPTICS_PX = 1.0
"""Blur of the camera's lens and pixels, in display pixels: a tenth of the columns' contrast is left to alias."""
SCREEN_GAMMA = 1.9 / 2.2
BLACK_LEVEL = 14.0
BAND_HZ = 7.0
"""Difference of a 60 Hz backlight to the shutter, as bands that run over the picture."""


def screen_replay(material: Material, rng: np.random.Generator) -> Presentation:
    """Sub-pixel columns resampled at an odd scale (moire), gamma, bands, glare; sound and lips stay right."""
    clip = material.clip
    mask, glare, sensor = _columns(clip.size), _glare(clip.size, rng), Sensor(clip.size, rng, 2.0)
    path = tremor(np.array(clip.times_s), rng, 1.0)
    images = [
        sensor.film(_filmed(image, _view(clip.size, step), mask, glare + _bands(clip.size, media_s)))
        for image, step, media_s in zip(clip.images, path, clip.times_s, strict=True)
    ]
    return presented(replace(clip, images=images))


def _columns(size: tuple[int, int]) -> Floats:
    """(h * GRID_PX, w * GRID_PX, 3) light of each colour as the camera resolves it, 1 on average."""
    column = np.arange(size[0] * GRID_PX) % GRID_PX
    light = GRID_PX * (column[:, None] == np.arange(3)[None, :])
    rows = np.where(np.arange(size[1] * GRID_PX) % GRID_PX == 0, 0.75, 1.125)
    sharp = (rows[:, None, None] * light[None]).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(sharp, (0, 0), OPTICS_PX), np.float32)


def _view(size: tuple[int, int], step: Floats) -> Floats:
    """From the recording's pixels to the camera's: tilted a little, at a scale that is no whole number."""
    return tilted(size, 6 * step[0], 4 * step[1], (4 * step[2], 4 * step[3]), 1.037)


def _filmed(image: Image, view: Floats, mask: Floats, light: Floats) -> Floats:
    size = (image.shape[1], image.shape[0])
    shown = cv2.warpPerspective(image, view, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    grid = cv2.warpPerspective(mask, view @ np.diag([1 / GRID_PX, 1 / GRID_PX, 1.0]), size, flags=cv2.INTER_LINEAR)
    return np.asarray(BLACK_LEVEL + (255 - BLACK_LEVEL) * np.power(shown, SCREEN_GAMMA) * grid * light, np.float32)


def _bands(size: tuple[int, int], media_s: float) -> Floats:
    rows = np.arange(size[1])[:, None, None] / size[1]
    return np.asarray(0.06 * np.sin(2 * np.pi * (1.5 * rows + BAND_HZ * media_s)), np.float32)


def _glare(size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """(h, w, 1) brightness with one soft bright ellipse."""
    columns, rows = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    centre = rng.uniform(0.1, 0.9, 2)
    distance = ((columns - centre[0]) / 0.2) ** 2 + ((rows - centre[1]) / 0.12) ** 2
    return np.asarray(1.0 + 0.35 * np.exp(-distance)[..., None], np.float32)


SCREEN_SPECIES = (Species("screen replay", 2, Kind.PRESENTATION, _FACE, screen_replay),)
