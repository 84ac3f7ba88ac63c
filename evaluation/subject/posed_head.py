"""A computed head put together from pictures drawn before: live, a busy machine cannot draw each frame anew.

The subject's poses are rounded to a grid, and each pose of the grid is drawn once. A frame takes brow and eyes from one
of these pictures, nose and mouth from another, and moves both by the rest of the turn. Drawing takes 0.09 CPU-seconds a
second of recording then, encoding included, instead of 0.32 (256 x 256 pixels, 12 frames a second).
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from evaluation.subject.point_picture import PointPicture, Pose, paste
from evaluation.subject.rendered_head import HALF_VIEW, rendered_head

AHEAD_DEG = 4.0
"""A head turned by less is drawn looking ahead and moved aside. A head at rest sways by 3.6 degrees at most."""
YAW_STEP_DEG = 2.0
PITCH_STEP_DEG = 8.0
WIDEST_YAW_DEG = 42.0
"""`performance.TURN_DEG` and the sway."""
FACE_DEPTH = 0.7
"""Head units from the neck's axis to the eyes: how far they move when the head turns."""
UNDER_EYES = -0.3
"""Height between what a blink moves and what the mouth moves, in head units."""
BLINKS, OPENINGS, SPREADS = 3, 10, 2
"""How many steps there are from 0 to 1."""


class PosedHead:
    """One head. Paints as `PointPicture` does, in the nearest pose of the grid.

    Args:
        head: draws the pictures that are kept.
    """

    def __init__(self, head: PointPicture) -> None:
        self._head = head
        self._layers: dict[tuple[Pose, float], NDArray[np.uint8]] = {}

    def prepare(self, scale: float, told: Callable[[int, int], None]) -> None:
        """Draws all poses of a head that speaks, blinks and turns, at a scale in pixels per head unit.

        told: called after each pose with the count of poses that are ready, and the count of all.
        """
        poses = dict.fromkeys(_live_poses())
        for number, pose in enumerate(poses, start=1):
            self._layer(pose, scale)
            told(number, len(poses))

    def draw(self, pose: Pose, scale: float, canvas: NDArray[np.uint8], middle: tuple[float, float]) -> None:
        """Paints the head over `canvas`; see `PointPicture.draw`. It never rolls; a turned head does not blink.

        One that is nearer or farther than usual, or lit by a screen, is drawn anew: that lasts for seconds only.
        """
        if pose.nearness != 1.0 or any(pose.lamp):
            self._head.draw(pose, scale, canvas, middle)
            return
        eyes, mouth = _nearest(pose)
        layer = self._layer(mouth, scale)
        if eyes != mouth:
            layer = layer.copy()
            rows = round(len(layer) * (0.5 - UNDER_EYES / (2 * HALF_VIEW)))
            layer[:rows] = self._layer(eyes, scale)[:rows]
        aside, up = (
            FACE_DEPTH * scale * float(np.sin(np.radians(angle)))
            for angle in (pose.yaw_deg - mouth.yaw_deg, pose.pitch_deg - mouth.pitch_deg)
        )
        paste(layer, canvas, (middle[0] + aside, middle[1] - up))

    def _layer(self, pose: Pose, scale: float) -> NDArray[np.uint8]:
        key = (pose, scale)
        if key not in self._layers:
            self._layers[key] = self._head.layer(pose, scale)
        return self._layers[key]


def _live_poses() -> Iterator[Pose]:
    """All poses that `_nearest` gives for a head that speaks, blinks and turns, one after the other."""
    for blink in range(BLINKS + 1):
        yield Pose(blink=blink / BLINKS)
    for opening, spread in product(range(OPENINGS + 1), range(-SPREADS, SPREADS + 1)):
        yield Pose(opening=opening / OPENINGS, spread=spread / SPREADS)
    for yaw_deg in np.arange(AHEAD_DEG, WIDEST_YAW_DEG + 1, YAW_STEP_DEG):
        yield Pose(yaw_deg=float(yaw_deg))
        yield Pose(yaw_deg=-float(yaw_deg))


def _nearest(pose: Pose) -> tuple[Pose, Pose]:
    """The poses of the grid to take the eyes and the mouth from, in this order."""
    yaw = _rounded(pose.yaw_deg, 1 / YAW_STEP_DEG) if abs(pose.yaw_deg) >= AHEAD_DEG else 0.0
    pitch = _rounded(pose.pitch_deg, 1 / PITCH_STEP_DEG)
    smile = _rounded(pose.smile, BLINKS)
    blink = 0.0 if yaw else _rounded(pose.blink, BLINKS)
    opening, spread = _rounded(pose.opening, OPENINGS), _rounded(pose.spread, SPREADS)
    return (
        Pose(yaw, pitch, blink=blink, smile=smile),
        Pose(yaw, pitch, opening=opening, spread=spread, smile=smile),
    )


def _rounded(value: float, steps: float) -> float:
    """The nearest multiple of 1 / steps."""
    return round(value * steps) / steps


@lru_cache(maxsize=8)
def posed_head(number: int) -> PosedHead:
    """The head of a subject's number; its pictures are kept for later recordings of this process."""
    return PosedHead(rendered_head(number))
