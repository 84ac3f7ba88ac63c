"""Heads made by hand: mesh points of a bulging face, solid or printed, and how they move."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from liveness.observations import FrameObservation
from tests.liveness.handmade import FRAMES_PER_SECOND, face, frame

EYE_DISTANCE_PX = 110.0
Floats = NDArray[np.float64]


def solid() -> Floats:
    """(468, 3) points on an ellipsoid that is a head's width wide and deep."""
    around = np.random.default_rng(7).uniform(-1, 1, (468, 2)) * [110.0, 150.0]
    depth = -120.0 * np.sqrt(np.clip(1 - (around[:, 0] / 130) ** 2 - (around[:, 1] / 180) ** 2, 0, 1))
    return np.column_stack([around, depth])


def flat() -> Floats:
    """The same, printed on paper."""
    points = solid()
    points[:, 2] = 0.0
    return points


def turned(points: Floats, yaw_deg: float) -> Floats:
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    return np.asarray(points @ turn.T, np.float64)


def filmed(points: Floats, distance: float = 900.0) -> NDArray[np.float32]:
    """In perspective, from this far."""
    seen = points * (distance / (distance + points[:, 2:]))
    return np.column_stack([seen[:, :2] + [320, 240], points[:, 2]]).astype(np.float32)


def frames_of(head: Callable[[float], Floats], seconds: float, noise_px: float = 0.3) -> tuple[FrameObservation, ...]:
    """A recording of a head; noise: of the mesh net, in pixels."""
    rng = np.random.default_rng(1)
    made = []
    for index in range(round(seconds * FRAMES_PER_SECOND)):
        media_s = index / FRAMES_PER_SECOND
        points = filmed(head(media_s))
        points[:, :2] += rng.normal(0, noise_px, (468, 2))
        made.append(frame(media_s, face=face(landmarks_px=points, eye_distance_px=EYE_DISTANCE_PX)))
    return tuple(made)
