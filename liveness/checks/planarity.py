"""Does the skin of the face change its shape as no plane can: a living head turns in depth, and its cheeks speak.

Says nothing of a recording of a living head that is shown again, nor of a puppet made of a photo that bends.

A picture of a flat thing, however it is held, is a homography of any other picture of it (Hartley and Zisserman,
Multiple View Geometry, 2004, section 2.3). What remains after the best homography, over the time a mesh net's noise
needs to cancel out, is zero on prints and on photos that drift, and on cut photos too: lips and eyes, which may be
somebody's behind the holes, are left out.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.surroundings import carried_along
from liveness.flat_signals import in_units, is_flat
from liveness.limits import attacks as limit
from liveness.observations import FaceMeasurement, Observations

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

Floats = NDArray[np.float64]


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
    flat = change < doubt * min(limit.SHAPE_CHANGE_PER_SECOND.value * watched_s, limit.SHAPE_CHANGE_MIN.value)
    return Failed(Reason.FLAT_FACE) if flat else Passed()


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """For the score file."""
    del challenge
    faces = _seen(observations)
    if len(faces) < 2:
        return {}
    return {"shape_change": shape_change(faces), "carried_along": carried_along(observations)}


def shape_change(faces: list[tuple[float, FaceMeasurement]]) -> float:
    """How far skin points lie from where a plane would carry them, root mean square in distances between the eyes.

    faces: with their times in seconds, two at least. The 90th percentile over the recording.
    """
    points = np.stack([_scaled(face) for _, face in faces])
    rest = int(np.argmin(_off_centre([face for _, face in faces])))
    away = _carried(points, points[rest]) - points[rest]
    away -= np.median(away, axis=0)
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
