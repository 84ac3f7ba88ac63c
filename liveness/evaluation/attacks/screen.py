"""A recording played on a screen and filmed from it (catalogue row 2)."""

from dataclasses import replace

import cv2
import numpy as np

from liveness.evaluation.attacks.camera import Sensor, tilted, tremor
from liveness.evaluation.attacks.clip import Floats
from liveness.evaluation.attacks.species import Kind, Material, Need, Presentation, Species, presented
from liveness.ports import Image

GRID_PX = 3
"""Pixels of the display for one pixel of the recording; each holds a red, a green and a blue column."""
SUBPIXEL_DARK = 0.45
"""Light of a colour under the columns of the two others: displays are seen slightly out of focus."""
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
    """(h * GRID_PX, w * GRID_PX, 3) share of light of each colour."""
    height, width = size[1] * GRID_PX, size[0] * GRID_PX
    column = np.arange(width) % GRID_PX
    light = np.where(column[:, None] == np.arange(3)[None, :], 1.0, SUBPIXEL_DARK)
    rows = np.where(np.arange(height) % GRID_PX == 0, 0.75, 1.0)
    return np.asarray(rows[:, None, None] * light[None], np.float32)


def _view(size: tuple[int, int], step: Floats) -> Floats:
    """From the display's pixels to the camera's: tilted a little, at a scale that is no whole number."""
    seen = tilted(size, 6 * step[0], 4 * step[1], (4 * step[2], 4 * step[3]), 1.037)
    return np.asarray(seen @ np.diag([1 / GRID_PX, 1 / GRID_PX, 1.0]), np.float64)


def _filmed(image: Image, view: Floats, mask: Floats, light: Floats) -> Floats:
    display = cv2.resize(image, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_NEAREST)
    shown = np.power(display.astype(np.float32) / 255, GAMMA) * mask
    filmed = cv2.warpPerspective(shown, view, (image.shape[1], image.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(BLACK_LEVEL + (255 - BLACK_LEVEL) * 1.5 * filmed * light, np.float32)


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
