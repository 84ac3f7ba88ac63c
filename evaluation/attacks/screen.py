"""A recording played on a screen and filmed from it (catalogue row 2)."""

from dataclasses import replace

import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, tilted, tremor
from evaluation.attacks.clip import Floats
from evaluation.attacks.species import Kind, Material, Need, Presentation, Species, presented
from liveness.ports import Image

GRID_PX = 3
"""Pixels of the display for one pixel of the recording; each holds a red, a green and a blue column."""
OPTICS_PX = 1.0
"""Blur of the camera's lens and pixels, in display pixels: a tenth of the columns' contrast is left to alias."""
GAMMA = 1.9 / 2.2
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
    return np.asarray(BLACK_LEVEL + (255 - BLACK_LEVEL) * np.power(shown, GAMMA) * grid * light, np.float32)


def _bands(size: tuple[int, int], media_s: float) -> Floats:
    rows = np.arange(size[1])[:, None, None] / size[1]
    return np.asarray(0.06 * np.sin(2 * np.pi * (1.5 * rows + BAND_HZ * media_s)), np.float32)


def _glare(size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """(h, w, 1) brightness with one soft bright ellipse."""
    columns, rows = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    centre = rng.uniform(0.1, 0.9, 2)
    distance = ((columns - centre[0]) / 0.2) ** 2 + ((rows - centre[1]) / 0.12) ** 2
    return np.asarray(1.0 + 0.35 * np.exp(-distance)[..., None], np.float32)


SPECIES = (Species("screen replay", 2, Kind.PRESENTATION, frozenset({Need.FACE}), screen_replay),)
