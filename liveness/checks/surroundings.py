"""Does what surrounds a face move along with it: paper and screens carry their background, heads do not.

Judges nothing alone: a camera carried in the hand moves everything alike (`liveness.checks.planarity` weighs both).

That a face and its background move together where a photo is held up is the idea of Anjos, Chakka and Marcel,
"Motion-based counter-measures to photo attacks in face recognition", IET Biometrics 2013. Instead of optical flow, the
movement of the mesh says how each cell around the face would change if it moved along, and one regression over all
frames says by what share it did.
"""

import numpy as np
from numpy.typing import NDArray

from liveness.flat_signals import FLAT
from liveness.observations import Observations

STEP = 3
"""Analysed frames between two looks: in a fifth of a second a face moves by a good part of a cell."""
BESIDE, ABOVE = 0.35, 0.6
"""Face widths around the mesh that ears and hair fill."""
FARTHEST_CELLS = 2.0
"""Beyond, the slope of the luma no longer tells how it changes."""
STILL = 1.0
"""Squared luma that a movement would change in all: less is no movement."""

Floats = NDArray[np.float64]


def carried_along(observations: Observations) -> float:
    """The share of the face's movement that its surroundings make: about 0 behind a head, about 1 on paper.

    0 without grids, and where nothing moves.
    """
    frames, grids = observations.frames, observations.grids.astype(np.float64)
    cell_px = np.array([observations.width_px, observations.height_px]) / (grids.shape[2], grids.shape[1])
    made = expected = 0.0
    for before, after, luma, later in zip(frames, frames[STEP:], grids, grids[STEP:], strict=False):
        if before.face is None or after.face is None:
            continue
        points, goal = (face.landmarks_px[:, :2] / cell_px for face in (before.face, after.face))
        change = _if_moved_along((luma + later) / 2, points, goal)
        made += float(np.sum(change * (later - luma)))
        expected += float(np.sum(change**2))
    return made / expected if expected > STILL else 0.0


def _if_moved_along(luma: Floats, points: Floats, goal: Floats) -> Floats:
    """How the luma of each cell around the face would change if it moved as the mesh does; 0 on the face itself."""
    rows, columns = np.indices(luma.shape).astype(np.float64) + 0.5
    # A mesh that has no extent in some direction says nothing about that direction.
    affine, *_ = np.linalg.lstsq(np.column_stack([points, np.ones(len(points))]), goal, rcond=FLAT)
    across = affine[0, 0] * columns + affine[1, 0] * rows + affine[2, 0] - columns
    down = affine[0, 1] * columns + affine[1, 1] * rows + affine[2, 1] - rows
    slope_down, slope_across = np.gradient(luma)
    near = (np.abs(across) < FARTHEST_CELLS) & (np.abs(down) < FARTHEST_CELLS)
    return np.where(near & _around(points, columns, rows), -(slope_across * across + slope_down * down), 0.0)


def _around(points: Floats, columns: Floats, rows: Floats) -> NDArray[np.bool_]:
    """Cells beside and above the head; below it is the body, and the outermost lack a slope."""
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    width = right - left
    off = (columns < left - BESIDE * width) | (columns > right + BESIDE * width) | (rows < top - ABOVE * width)
    inner = (columns > 1) & (columns < columns.shape[1] - 1) & (rows > 1) & (rows < rows.shape[0] - 1)
    return np.asarray(off & inner & (rows < bottom), np.bool_)
