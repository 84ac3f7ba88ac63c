"""Recordings that are broken, incomplete or too poor to judge: none of them may pass.

Rows 17 and 18 of the attack catalogue.
"""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, wall
from evaluation.attacks.clip import Clip, as_image, encoded
from evaluation.attacks.mesh_warp import points_of
from evaluation.attacks.species import Kind, Make, Material, Need, Presentation, Species, asks_what_is_said, presented
from evaluation.subject.media_files import SOUND_RATE_HZ, Container
from liveness.ports import Image


def no_sound(clip: Clip) -> bytes:
    """A sound track without a sample."""
    return encoded(replace(clip, samples=np.zeros(0, np.float32)))


def silence(clip: Clip) -> bytes:
    """A sound track of zeros."""
    return encoded(replace(clip, samples=np.zeros(round(clip.duration_s * SOUND_RATE_HZ), np.float32)))


def truncated(clip: Clip) -> bytes:
    """Two thirds of a file. A live stream that ends early is no fault but a shorter recording."""
    whole = encoded(clip, Container.MP4)
    return whole[: len(whole) * 2 // 3]


def damaged(clip: Clip) -> bytes:
    """A stretch in the middle overwritten."""
    whole = encoded(clip)
    middle, length = len(whole) // 2, len(whole) // 10
    return whole[:middle] + bytes(length) + whole[middle + length :]


def one_picture(clip: Clip) -> bytes:
    """A single picture under the whole sound."""
    return encoded(replace(clip, times_s=clip.times_s[:1], images=clip.images[:1]))


def gap(clip: Clip) -> bytes:
    """Pictures without 1.5 s in the middle."""
    kept = [at for at, media_s in enumerate(clip.times_s) if abs(media_s - clip.duration_s / 2) > 0.75]
    times_s = tuple(clip.times_s[at] for at in kept)
    return encoded(replace(clip, times_s=times_s, images=[clip.images[at] for at in kept]))


def _broken(spoil: Callable[[Clip], bytes]) -> Make:
    def make(material: Material, rng: np.random.Generator) -> Presentation:
        del rng
        return Presentation(spoil(material.clip), asks_what_is_said(material.clip.transcript))

    return make


_FACE, _SPEECH = frozenset({Need.FACE}), frozenset({Need.FACE, Need.SPEECH})
SPECIES = (
    Species("no sound", 18, Kind.FAULT, _SPEECH, _broken(no_sound)),
    Species("silence", 18, Kind.FAULT, _SPEECH, _broken(silence)),
    Species("truncated", 18, Kind.FAULT, _FACE, _broken(truncated)),
    Species("damaged", 18, Kind.FAULT, _FACE, _broken(damaged)),
    Species("one picture", 18, Kind.FAULT, _FACE, _broken(one_picture)),
    Species("gap", 18, Kind.FAULT, _FACE, _broken(gap)),
)


FAR_FACE_PX = 60
DARK = 0.12


def dark(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 17: an eighth of the light, with the sensor's noise."""
    sensor = Sensor(material.clip.size, rng, 2.0)
    return _changed(material, lambda image: sensor.film(image * np.float32(DARK)))


def far(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 17: a face 60 px wide in the same picture."""
    clip = material.clip
    widths = [face.box_px[2] for face in material.measure(clip) if face is not None]
    scale = min(1.0, FAR_FACE_PX / float(np.median(widths)))
    background, sensor = wall(clip.size, rng), Sensor(clip.size, rng)
    return _changed(material, lambda image: sensor.film(_placed(image, background, scale)))


def _placed(image: Image, background: Image, scale: float) -> Image:
    shown = background.copy()
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    top, left = (background.shape[0] - small.shape[0]) // 2, (background.shape[1] - small.shape[1]) // 2
    shown[top : top + small.shape[0], left : left + small.shape[1]] = small
    return shown


def covered(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 17: a patch over nose and mouth, as a mask or a hand."""
    clip, colour = material.clip, rng.uniform(60, 200, 3)
    points = points_of(material.measure(clip))
    images = [_patched(image, at, colour) for image, at in zip(clip.images, points, strict=True)]
    return presented(replace(clip, images=images))


def _patched(image: Image, points: np.ndarray, colour: np.ndarray) -> Image:
    """From the bridge of the nose to the chin, between the cheeks (mesh points)."""
    corners = points[[6, 454, 365, 152, 136, 234], :2]
    shown = image.copy()
    cv2.fillPoly(shown, [np.round(corners).astype(np.int32)], colour.tolist())
    return shown


def blurred(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 17: far out of focus."""
    del rng
    sigma = material.clip.size[0] / 60
    return _changed(material, lambda image: as_image(cv2.GaussianBlur(image, (0, 0), sigma)))


def noisy(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 17: speech under noise of its own level."""
    clip = material.clip
    noise = rng.standard_normal(len(clip.samples)) * np.std(clip.samples)
    return presented(replace(clip, samples=np.clip(clip.samples + noise, -1, 1).astype(np.float32)))


def _changed(material: Material, change: Callable[[Image], Image]) -> Presentation:
    clip = material.clip
    return presented(replace(clip, images=[change(image) for image in clip.images]))


POOR_SPECIES = (
    Species("dark", 17, Kind.QUALITY, _FACE, dark),
    Species("far face", 17, Kind.QUALITY, _FACE, far),
    Species("covered mouth", 17, Kind.QUALITY, _FACE, covered),
    Species("out of focus", 17, Kind.QUALITY, _FACE, blurred),
    Species("noise", 17, Kind.QUALITY, _SPEECH, noisy),
)
