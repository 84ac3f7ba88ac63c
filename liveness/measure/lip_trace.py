"""How lips and jaw move over time, from the face mesh. Does not read what the lips say, nor listen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.flat_signals import in_units, is_flat, scale_of
from liveness.limits import checks as limit
from liveness.measure.sound_bands import ROW_S
from liveness.observations import FrameObservation

Floats = NDArray[np.float64]

INNER_LIPS = ((13, 14), (82, 87), (312, 317))
OUTER_LIPS = (0, 17)
MOUTH_CORNERS = (61, 291)
NOSE_AND_CHIN = (1, 152)
"""Indices into the 468 points of the face mesh, upper before lower, right before left."""
ROUNDING = 0.5
"""Rounded lips open without spreading, spread lips widen without opening: half the width is taken off the heights."""


@dataclass(frozen=True, slots=True)
class LipTrace:
    """One value every 20 ms from media time 0.

    opening, width, jaw: (n,) float64 in distances of the outer eye corners; interpolated where they were not seen.
    jaw: from the tip of the nose to the chin.
    seen: (n,) bool, whether a frontal face was measured at most half of MOUTH_GAP_MAX seconds away.
    """

    opening: Floats
    width: Floats
    jaw: Floats
    seen: NDArray[np.bool_]


def lip_trace(frames: Sequence[FrameObservation]) -> LipTrace | None:
    """Opening: heights of inner and outer lips, less ROUNDING of the mouth's width.

    None with fewer than two frontal faces.
    """
    frontal = [
        (frame.media_s, frame.face)
        for frame in frames
        if frame.face is not None and abs(frame.face.yaw_deg) <= limit.FRONTAL_MAX.value
    ]
    if len(frontal) < 2:
        return None
    times_s = np.array([media_s for media_s, _ in frontal])
    points = np.stack([face.landmarks_px for _, face in frontal]).astype(np.float64)
    eyes_px = np.array([face.eye_distance_px for _, face in frontal])
    grid_s = np.arange(0.0, times_s[-1], ROW_S)
    curves_px = (_opening_px(points), _distance(points, MOUTH_CORNERS), _distance(points, NOSE_AND_CHIN))
    no_face = is_flat(eyes_px, scale_of(points[..., :2].reshape(-1)))
    opening, width, jaw = (np.interp(grid_s, times_s, in_units(curve, eyes_px, no_face)) for curve in curves_px)
    return LipTrace(opening, width, jaw, _nearest_s(times_s, grid_s) <= limit.MOUTH_GAP_MAX.value / 2)


def _opening_px(points: Floats) -> Floats:
    inner = np.mean([_distance(points, pair) for pair in INNER_LIPS], axis=0)
    return np.asarray(inner + _distance(points, OUTER_LIPS) - ROUNDING * _distance(points, MOUTH_CORNERS))


def _distance(points: Floats, pair: tuple[int, int]) -> Floats:
    return np.asarray(np.linalg.norm(points[:, pair[0], :2] - points[:, pair[1], :2], axis=1))


def _nearest_s(times_s: Floats, grid_s: Floats) -> Floats:
    after = np.clip(np.searchsorted(times_s, grid_s), 1, len(times_s) - 1)
    return np.minimum(np.abs(times_s[after] - grid_s), np.abs(grid_s - times_s[after - 1]))
