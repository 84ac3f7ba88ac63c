"""Bends a picture so that the points of a face mesh move to other places."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator

from evaluation.attacks.clip import Floats
from evaluation.attacks.species import Faces, MaterialMissingError
from liveness.ports import Image

GRID_PX = 3
"""The displacement is worked out on every third pixel and interpolated between."""
OUTSIDE = -1e4
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Mesh points of the face's outline, in order (MediaPipe face mesh)."""
EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)


def warped(image: Image, source: Floats, target: Floats, size: tuple[int, int] | None = None) -> Image:
    """The picture bent so that (n, 2) source points come to lie on the target points; black outside of their hull.

    Piecewise affine over the Delaunay triangles of the target points. size: of the result, that of `image` by default.
    """
    width, height = size or (image.shape[1], image.shape[0])
    left, top = np.maximum(np.floor(target.min(axis=0)), 0)
    right, bottom = np.minimum(np.ceil(target.max(axis=0)), [width - 1, height - 1])
    middle = (GRID_PX - 1) / 2  # `cv2.resize` takes the middle of a coarse pixel for its place
    across = np.arange(left + middle, right + GRID_PX, GRID_PX)
    columns, rows = np.meshgrid(across, np.arange(top + middle, bottom + GRID_PX, GRID_PX))
    result = np.zeros((height, width, 3), np.uint8)
    if not columns.size:
        return result
    places = _places(source, target, columns, rows)
    fine = cv2.resize(places, (columns.shape[1] * GRID_PX, rows.shape[0] * GRID_PX), interpolation=cv2.INTER_LINEAR)
    bent = cv2.remap(image, fine[..., 0], fine[..., 1], cv2.INTER_LINEAR)
    x, y = int(left), int(top)
    part = bent[: height - y, : width - x]
    result[y : y + part.shape[0], x : x + part.shape[1]] = part
    return result


def _places(source: Floats, target: Floats, columns: Floats, rows: Floats) -> NDArray[np.float32]:
    """Where each grid point comes from; far outside for those beyond the hull, which Qhull would search long for."""
    corner = np.array([columns[0, 0], rows[0, 0]])
    inside = np.zeros(columns.shape, np.uint8)
    hull = cv2.convexHull(np.round((target - corner) / GRID_PX).astype(np.int32))
    cv2.fillConvexPoly(inside, hull, 1)
    places = np.full((*columns.shape, 2), OUTSIDE, np.float32)
    wanted = inside > 0
    places[wanted] = LinearNDInterpolator(target, source, fill_value=OUTSIDE)(columns[wanted], rows[wanted])
    return places


def hull_mask(points: Floats, size: tuple[int, int], feather_px: float = 0.0) -> Floats:
    """(h, w, 1) share, 1 inside the convex hull of (n, 2) points, softened towards its edge."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(points).astype(np.int32)), 255)
    if feather_px:
        mask = cv2.GaussianBlur(mask, (0, 0), feather_px).astype(np.uint8, copy=False)
    return np.asarray(mask[..., None] / 255.0, np.float32)


SEEN_SHARE_MIN = 0.8


def points_of(faces: Faces) -> list[Floats]:
    """(468, 3) mesh points for each picture; where no face was found, those of the nearest picture before or after.

    Raises:
        MaterialMissingError: fewer than SEEN_SHARE_MIN of the pictures show a face.
    """
    seen = [at for at, face in enumerate(faces) if face is not None]
    if len(seen) < SEEN_SHARE_MIN * len(faces) or not seen:
        raise MaterialMissingError("this species needs a face in nearly every picture")
    nearest = [min(seen, key=lambda other, at=at: abs(other - at)) for at in range(len(faces))]  # type: ignore[misc]
    return [np.asarray(face.landmarks_px, np.float64) for at in nearest if (face := faces[at]) is not None]


def outlined(points: Floats, margin: float = 1.6) -> Floats:
    """(n + 24, 2): the points and a ring around them that stands for what does not move with the face."""
    middle = points[:, :2].mean(axis=0)
    reach = margin * np.abs(points[:, :2] - middle).max(axis=0)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = middle + reach * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.concatenate([points[:, :2], ring])
