"""Checks that the skin of the face changes its shape as no plane can: a living head turns in depth, its cheeks speak.

Says nothing of a recording of a living head that is shown again, nor of a puppet made of a photo that bends.

A picture of a flat thing, however it is held, is a homography of any other picture of it (Hartley and Zisserman,
Multiple View Geometry, 2004, section 2.3). What remains after the best homography, over the time a mesh net's noise
needs to cancel out, is zero on prints and on photos that drift, and on cut photos too: lips and eyes are left out,
because an attacker may show their own through holes in the photo.

A face that does not move is a homography of itself, too: that says nothing, and the answer is inconclusive. Where a
turn is asked, the turn makes the movement.

Paper and screens carry their background with them, heads do not (Anjos, Chakka and Marcel, "Motion-based
counter-measures to photo attacks in face recognition", IET Biometrics 2013). A camera carried in the hand moves
everything alike, so this only asks for more change of shape. Instead of optical flow, the movement of the mesh says how
each cell around the face would change if it moved along, and one regression over all frames says by what share it did.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import attacks as limit
from liveness.measure.flat_signals import FLAT, in_units, is_flat
from liveness.observations import FaceMeasurement, Observations

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


_LIPS_AND_EYES = {
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
    33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7,
    263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249,
}  # fmt: skip
SKIN = tuple(point for point in range(468) if point not in _LIPS_AND_EYES)
"""Mesh points that a cut photo shows on paper."""
SMOOTHED_S = 0.6
"""Longer than the net's noise, shorter than a turn or a spoken word."""
PERCENTILE = 90


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Whether the shape changes by as much as a living head's does in the time it was seen.

    More is asked where the surroundings move along with the face.
    """
    del challenge
    faces = _seen(observations)
    if len(faces) < 2:
        return Inconclusive(Reason.NO_FACE)
    watched_s, change = faces[-1][0] - faces[0][0], shape_change(faces)
    carried = carried_along(observations) >= limit.CARRIED_MIN.value
    doubt = limit.SHAPE_CHANGE_CARRIED.value if carried else 1.0
    if change >= doubt * limit.SHAPE_CHANGE_MIN.value:
        return Passed()
    if watched_s < limit.FLAT_WATCH_MIN.value:
        return Inconclusive(Reason.TOO_SHORT)
    if change >= doubt * min(limit.SHAPE_CHANGE_PER_SECOND.value * watched_s, limit.SHAPE_CHANGE_MIN.value):
        return Passed()
    is_still = movement(faces) < limit.MOVEMENT_MIN.value
    return Inconclusive(Reason.HEAD_STILL) if is_still else Failed(Reason.FLAT_FACE)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """shape_change and movement, in distances between the eyes; carried_along: share of the movement, about 0..1."""
    del challenge
    faces = _seen(observations)
    if len(faces) < 2:
        return {}
    return {
        "shape_change": shape_change(faces),
        "movement": movement(faces),
        "carried_along": carried_along(observations),
    }


def shape_change(faces: list[tuple[float, FaceMeasurement]]) -> float:
    """How far skin points lie from where a plane would carry them, root mean square in distances between the eyes.

    faces: with their times in seconds, two at least. The 90th percentile over the recording.
    """
    points, rest = _points(faces)
    return _usual_distance(_carried(points, rest) - rest, faces)


def movement(faces: list[tuple[float, FaceMeasurement]]) -> float:
    """How far skin points move against each other in the picture, whatever explains it; as `shape_change` otherwise.

    Zero where a face is only shifted: that shows a plane no better than a head.
    """
    points, rest = _points(faces)
    return _usual_distance(points - rest, faces)


def _points(faces: list[tuple[float, FaceMeasurement]]) -> tuple[Floats, Floats]:
    """(frames, n, 2) skin points of each face, and (n, 2) of the one that looks most as the face usually does."""
    points = np.stack([_scaled(face) for _, face in faces])
    return points, points[int(np.argmin(_off_centre([face for _, face in faces])))]


def _usual_distance(away: Floats, faces: list[tuple[float, FaceMeasurement]]) -> float:
    away = away - np.median(away, axis=0)
    watched_s = faces[-1][0] - faces[0][0]
    width = max(1, round(SMOOTHED_S * (len(faces) - 1) / max(watched_s, SMOOTHED_S)))
    smooth = _moving_mean(away, min(width, len(away)))
    return float(np.percentile(np.sqrt(np.mean(np.sum(smooth**2, axis=2), axis=1)), PERCENTILE))


def _seen(observations: Observations) -> list[tuple[float, FaceMeasurement]]:
    return [(frame.media_s, frame.face) for frame in observations.frames if frame.face is not None]


def _scaled(face: FaceMeasurement) -> Floats:
    """(n, 2) skin points around their middle, in distances between the eyes."""
    points_px = face.landmarks_px[list(SKIN), :2].astype(np.float64)
    no_face = is_flat(face.eye_distance_px, np.abs(points_px).max())
    points = in_units(points_px, face.eye_distance_px, no_face)
    return np.asarray(points - points.mean(axis=0), np.float64)


def _off_centre(faces: list[FaceMeasurement]) -> Floats:
    angles = np.array([(face.yaw_deg, face.pitch_deg) for face in faces])
    return np.asarray(np.abs(angles - np.median(angles, axis=0)).sum(axis=1), np.float64)


def _carried(points: Floats, target: Floats) -> Floats:
    """(frames, n, 2) points under the homography that brings each frame's nearest to the target points.

    Direct linear transform, least squares; points are centred and scaled, so that it is well conditioned.
    """
    x, y = points[..., 0], points[..., 1]
    one, none = np.ones_like(x), np.zeros_like(x)
    u, v = target[:, 0], target[:, 1]
    across = np.stack([x, y, one, none, none, none, -u * x, -u * y], axis=2)
    down = np.stack([none, none, none, x, y, one, -v * x, -v * y], axis=2)
    rows = np.concatenate([across, down], axis=1)
    goal = np.broadcast_to(np.concatenate([u, v]), rows.shape[:2])
    squares = np.swapaxes(rows, 1, 2) @ rows + 1e-9 * np.eye(8)
    found = np.linalg.solve(squares, np.swapaxes(rows, 1, 2) @ goal[..., None])[..., 0]
    a, b, c, d, e, f, g, h = (found[:, at, None] for at in range(8))
    depth = g * x + h * y + 1
    return np.stack([(a * x + b * y + c) / depth, (d * x + e * y + f) / depth], axis=2)


def _moving_mean(values: Floats, width: int) -> Floats:
    sums = np.cumsum(np.concatenate([np.zeros_like(values[:1]), values]), axis=0)
    return np.asarray((sums[width:] - sums[:-width]) / width, np.float64)
