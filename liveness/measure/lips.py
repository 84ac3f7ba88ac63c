"""How lips and jaw move: as the face mesh shows it, and as known phones ask for it. Does not listen.

Phones are those of the pronouncing dictionary (CMUdict, 39 phones). The classes follow the usual viseme groups (Fisher,
"Confusions among visually perceived consonants", 1968): lips shut for p b m, lip on teeth for f v, open for a, rounded
for w o u, spread for i e s. Numbers are a choice of steps between the extremes, not fitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.limits import checks as limit
from liveness.measure.flat_signals import in_units, is_flat, scale_of
from liveness.measure.sound_bands import ROW_S
from liveness.observations import FrameObservation, PhoneTime

Floats = NDArray[np.float64]

INNER_LIPS = ((13, 14), (82, 87), (312, 317))
OUTER_LIPS = (0, 17)
MOUTH_CORNERS = (61, 291)
NOSE_AND_CHIN = (1, 152)
"""Indices into the 468 points of the face mesh, upper before lower, right before left."""
WIDTH_SHARE = 0.5
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
    """Opening: heights of inner and outer lips, less WIDTH_SHARE of the mouth's width.

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
    return np.asarray(inner + _distance(points, OUTER_LIPS) - WIDTH_SHARE * _distance(points, MOUTH_CORNERS))


def _distance(points: Floats, pair: tuple[int, int]) -> Floats:
    return np.asarray(np.linalg.norm(points[:, pair[0], :2] - points[:, pair[1], :2], axis=1))


def _nearest_s(times_s: Floats, grid_s: Floats) -> Floats:
    after = np.clip(np.searchsorted(times_s, grid_s), 1, len(times_s) - 1)
    return np.minimum(np.abs(times_s[after] - grid_s), np.abs(grid_s - times_s[after - 1]))


SMOOTHED_ROWS = 7
"""0.14 s: the lips' inertia, and the error of the alignment."""
AT_REST = (0.2, 0.4)
UNKNOWN = (0.4, 0.3)
"""Consonants made behind the lips, which follow their neighbours."""


def _classes(*groups: tuple[str, float]) -> Mapping[str, float]:
    return {phone: value for phones, value in groups for phone in phones.split()}


OPENING = _classes(
    ("P B M", 0.0),
    ("F V", 0.15),
    ("IY IH", 0.55),
    ("UW UH OW OY W", 0.6),
    ("EH EY ER", 0.75),
    ("AA AE AH AO AW AY", 1.0),
)
ROUNDING = _classes(
    ("IY IH EY AE EH S Z Y", 0.0),
    ("P B M F V", 0.4),
    ("AW", 0.6),
    ("AO ER R SH ZH CH JH", 0.8),
    ("UW UH OW OY W", 1.0),
)


def expected_lips(phones: Sequence[PhoneTime], rows: int) -> tuple[Floats, Floats]:
    """Opening and rounding, 0..1 each: (rows,), one value every 20 ms from media time 0."""
    opening, rounding = np.full(rows, AT_REST[0]), np.full(rows, AT_REST[1])
    for phone in phones:
        span = slice(round(phone.start_s / ROW_S), round(phone.end_s / ROW_S))
        opening[span] = OPENING.get(phone.name, UNKNOWN[0])
        rounding[span] = ROUNDING.get(phone.name, UNKNOWN[1])
    return _smooth(opening), _smooth(rounding)


def _smooth(curve: Floats) -> Floats:
    kernel = np.hanning(SMOOTHED_ROWS + 2)
    padded = np.pad(curve, len(kernel) // 2, mode="edge")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), "valid"))
