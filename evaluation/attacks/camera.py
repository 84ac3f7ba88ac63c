"""Effects of a camera: tremor of the hand, sensor noise, another background."""

import cv2
import numpy as np

from evaluation.attacks.clip import Floats, as_image
from liveness.ports import Image

SENSOR_NOISE = 3.0
"""Standard deviation a channel, 0..255."""
NOISE_TILES = 4


class Sensor:
    """Adds noise to each picture, from a few shifted tiles: drawing new noise for each picture costs too much."""

    def __init__(self, size: tuple[int, int], rng: np.random.Generator, sigma: float = SENSOR_NOISE) -> None:
        self._rng = rng
        self._tiles = rng.normal(0, sigma, (NOISE_TILES, size[1], size[0], 3)).astype(np.float32)

    def film(self, scene: cv2.typing.MatLike) -> Image:
        """The scene with noise."""
        tile = self._tiles[self._rng.integers(NOISE_TILES)]
        shift = int(self._rng.integers(tile.shape[1]))
        return as_image(scene.astype(np.float32) + np.roll(tile, shift, axis=1))


def tremor(times_s: Floats, rng: np.random.Generator, amplitude: float) -> Floats:
    """(n, 4) smooth shaky paths in -amplitude..amplitude: sums of three slow waves."""
    frequencies = rng.uniform(0.2, 1.6, (4, 3))
    phases = rng.uniform(0, 2 * np.pi, (4, 3))
    waves = np.sin(2 * np.pi * frequencies[None] * times_s[:, None, None] + phases[None])
    return np.asarray(amplitude * waves.sum(axis=2) / 3, np.float64)


def wall(size: tuple[int, int], rng: np.random.Generator) -> Image:
    """A plain background with light from one side and a little texture."""
    width, height = size
    light = np.linspace(1.1, 0.8, width)[None, :, None] * np.linspace(1.05, 0.95, height)[:, None, None]
    texture = cv2.GaussianBlur(rng.normal(0, 12, (height, width, 1)), (0, 0), 3)[..., None]
    return as_image(light * rng.uniform(110, 190, 3) + texture)


def tilted(size: tuple[int, int], yaw_deg: float, pitch_deg: float, shift: tuple[float, float], zoom: float) -> Floats:
    """(3, 3) homography of a flat picture of this size turned in front of a camera.

    shift: of the middle, in pixels. zoom: 1 fills the view. The camera stands 1.5 picture widths away.
    """
    width, height = size
    focal = 1.5 * width
    yaw, pitch = np.radians([yaw_deg, pitch_deg])
    turn_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    turn_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    solid = np.column_stack([corners * zoom, np.zeros(4)]) @ (turn_x @ turn_y).T
    seen = focal * solid[:, :2] / (focal + solid[:, 2:]) + [width / 2 + shift[0], height / 2 + shift[1]]
    flat = corners + np.array([width / 2, height / 2])
    return np.asarray(cv2.getPerspectiveTransform(flat.astype(np.float32), seen.astype(np.float32)), np.float64)


def held_up(photo: Image, homography: Floats, background: Image) -> Image:
    """A flat picture over a background."""
    height, width = background.shape[:2]
    picture = cv2.warpPerspective(photo, homography, (width, height), flags=cv2.INTER_LINEAR)
    cover = cv2.warpPerspective(np.full(photo.shape[:2], 255, np.uint8), homography, (width, height))[..., None] / 255.0
    return as_image(background * (1 - cover) + picture * cover)
