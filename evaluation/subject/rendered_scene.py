"""The room, the shoulders, the light and the camera's noise around a computed head.

Does not decide what the head does (`performance`).
"""

from collections.abc import Callable
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from evaluation.subject.head_shape import head_shape
from evaluation.subject.performance import FLAW_START_S, Behaviour, Flaw
from evaluation.subject.point_picture import Floats, PointPicture, Points, Pose, directions, joined, paste, still
from evaluation.subject.rendered_head import rendered_head

Picture = NDArray[np.uint8]

HEAD_UNITS_HIGH = 4.0
"""What the picture's height shows: an arm's-length selfie, head filling half of it."""
SENSOR_NOISE = 3.0
"""Standard deviation of each channel, 0..255."""
LAMP_ON_WALL = 0.1
"""Share of a screen's light that reaches the wall: it is three times as far away as the face."""
NOISE_TILES = 6
WALLS = ((176, 168, 152), (150, 160, 168), (160, 176, 158), (168, 156, 170))
SHIRTS = ((0.38, 0.22, 0.14), (0.16, 0.16, 0.18), (0.16, 0.30, 0.20), (0.18, 0.14, 0.42))


def head_scale(size: tuple[int, int]) -> float:
    """Pixels per head unit in a picture of a width and height."""
    return size[1] / HEAD_UNITS_HIGH


class Head(Protocol):
    """What can be painted; see `PointPicture.draw`."""

    def draw(self, pose: Pose, scale: float, canvas: Picture, middle: tuple[float, float]) -> None:
        """Paints it over `canvas`."""


class RenderedScene:
    """One subject in front of one camera.

    Args:
        number: whose head.
        size: width, height of the picture in pixels, both even.
        behaviour: what goes wrong.
        seed: the sensor's noise.
        head: the head of a number.
    """

    def __init__(
        self,
        number: int,
        size: tuple[int, int],
        behaviour: Behaviour,
        seed: int,
        head: Callable[[int], Head] = rendered_head,
    ) -> None:
        self._head = head
        self._number, self._size, self._behaviour = number, size, behaviour
        self._scale = head_scale(size)
        self._rng = np.random.default_rng(seed)
        self._noise = self._rng.normal(0, SENSOR_NOISE, (NOISE_TILES, size[1], size[0], 3)).astype(np.int16)
        self._wall = _wall(WALLS[number % len(WALLS)], size)
        self._shoulders = PointPicture(shoulders(number), 4.4).layer(Pose(), self._scale)

    def _backdrop(self, pose: Pose) -> Picture:
        """The wall, which stays where it is, and the shoulders, which come along, but keep their perspective."""
        picture = self._wall.copy()
        paste(self._shoulders, picture, self._middle((0.0, 0.0)), pose.nearness)
        if not any(pose.lamp):
            return picture
        return np.asarray(np.clip(picture * np.sqrt(1 + LAMP_ON_WALL * np.array(pose.lamp)), 0, 255), np.uint8)

    def _middle(self, drift: tuple[float, float]) -> tuple[float, float]:
        return self._size[0] / 2 + drift[0] * self._scale, self._size[1] * 0.43 + drift[1] * self._scale

    def picture(self, pose: Pose, drift: tuple[float, float], media_s: float) -> Picture:
        """One (h, w, 3) BGR frame. drift: the head's sway, right and down, in head units."""
        flaws, is_later = self._behaviour.flaws, media_s >= FLAW_START_S
        canvas = self._backdrop(pose)
        number = self._number + 1 if Flaw.OTHER_HEAD in flaws and is_later else self._number
        self._head(number).draw(pose, self._scale, canvas, self._middle(drift))
        if Flaw.SECOND_FACE in flaws and is_later:
            aside = (self._size[0] * 0.86, self._size[1] * 0.40)
            self._head(self._number + 2).draw(Pose(yaw_deg=-8), self._scale * 0.55, canvas, aside)
        if Flaw.CUT in flaws and is_later:
            canvas = _elsewhere(canvas)
        if Flaw.DARK in flaws:
            canvas = (canvas // 16).astype(np.uint8)
        return self._with_noise(canvas)

    def _with_noise(self, canvas: Picture) -> Picture:
        tile = self._noise[self._rng.integers(NOISE_TILES)]
        return np.asarray(cv2.add(canvas, tile, dtype=cv2.CV_8U), np.uint8)


def _elsewhere(canvas: Picture) -> Picture:
    """The same subject after an edit: nearer the edge, in other light."""
    moved = np.roll(canvas, canvas.shape[1] // 8, axis=1)
    return np.asarray(np.clip(moved * np.array([0.75, 0.9, 1.1]), 0, 255), np.uint8)


def _wall(colour: tuple[int, int, int], size: tuple[int, int]) -> Picture:
    """A plain wall, lighter towards the window on the left."""
    width, height = size
    light = np.linspace(1.08, 0.82, width)[None, :, None] * np.linspace(1.03, 0.95, height)[:, None, None]
    return np.asarray(np.clip(light * np.array(colour), 0, 255), np.uint8)


def _ellipsoid(ball: Floats, centre: tuple[float, float, float], radii: tuple[float, float, float]) -> Floats:
    """Places, then normals: (2, n, 3)."""
    normal = ball / np.array(radii, np.float32)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    place = ball * np.array(radii, np.float32) + np.array(centre, np.float32)
    return np.stack([place, normal]).astype(np.float32)


def shoulders(number: int) -> Points:
    """Neck and shirt of one subject."""
    shape = head_shape(number)
    ball = directions(400_000)
    neck, neck_normal = _ellipsoid(ball, (0.0, -1.15, -0.20), (0.43 * shape.face_width, 0.95, 0.40))
    trunk, trunk_normal = _ellipsoid(ball, (0.0, -2.65, -0.35), (1.75 * shape.face_width, 1.25, 0.75))
    shade = np.clip((-0.95 - neck[:, 1]) / 0.5, 0.35, 0.9)[:, None]
    skin = (np.array(shape.skin, np.float32) * shade).astype(np.float32)
    shirt = np.broadcast_to(np.array(SHIRTS[number % len(SHIRTS)], np.float32), trunk.shape).astype(np.float32)
    return joined([still(neck, neck_normal, skin, 0.1), still(trunk, trunk_normal, shirt, 0.0)])
