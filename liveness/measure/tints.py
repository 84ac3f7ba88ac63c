"""What colour the light on a face has: means of patches of skin and of what is beside the head. Judges nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.observations import FaceMeasurement, Tints
from liveness.ports import Image

CHEEKS = (50, 280)
"""Mesh points in the middle of the right and of the left cheek."""
HALF_PATCH = 0.12
"""Half a patch's side, in distances between the eyes: between lid, nose and beard on every mesh."""
BESIDE = 1.1
"""How far from the middle of the eyes, in the same unit, the surroundings begin: beside ears and hair."""


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float


def tints_of(image: Image, face: FaceMeasurement) -> Tints | None:
    """Of one picture; None where a patch lies outside of it."""
    points, unit = face.landmarks_px[:, :2].astype(np.float64), face.eye_distance_px
    right, left = (_mean(image, _around(points[point], HALF_PATCH * unit)) for point in CHEEKS)
    middle, height = points[:, 0].mean(), image.shape[0]
    beside = [
        _mean(image, _Box(0, 0, middle - BESIDE * unit, height / 2)),
        _mean(image, _Box(middle + BESIDE * unit, 0, image.shape[1], height / 2)),
    ]
    seen = [tint for tint in beside if tint is not None]
    if right is None or left is None or not seen:
        return None
    return Tints(right, left, np.mean(seen, axis=0).astype(np.float32))


def _around(point: NDArray[np.float64], half: float) -> _Box:
    return _Box(point[0] - half, point[1] - half, point[0] + half, point[1] + half)


def _mean(image: Image, box: _Box) -> NDArray[np.float32] | None:
    height, width = image.shape[:2]
    columns, rows = (
        (round(max(box.left, 0)), round(min(box.right, width))),
        (round(max(box.top, 0)), round(min(box.bottom, height))),
    )
    if columns[1] <= columns[0] or rows[1] <= rows[0]:
        return None
    patch = image[rows[0] : rows[1], columns[0] : columns[1]]
    return np.asarray(patch.reshape(-1, 3).mean(axis=0), np.float32)
