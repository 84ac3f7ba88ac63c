"""What tells a recording from every other one, so that it is known when it comes again. Not who is in it.

A fingerprint holds no face, no voice and no words: five curves of how the head moved. It cannot be compared with a
template, and two recordings of one person are as far apart as those of two. Pictures themselves are no use here: a
person who enrolls twice at the same desk gives the same background, light and pose.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liveness.observations import FrameObservation, MediaFingerprint

SAMPLES_PER_SECOND = 10
OVERLAP_MIN_S = 2.5
"""Shorter stretches resemble each other by chance."""
OVERLAP_SHARE = 0.6
"""Of the shorter recording; what is left after trimming."""
MIRRORED = np.array([[-1.0], [1.0], [-1.0], [1.0], [1.0]])
"""Yaw and roll change their sign in a mirror; pitch, mouth and eyes do not."""

Floats = NDArray[np.float64]


def fingerprint_of(data: bytes, frames: Sequence[FrameObservation]) -> MediaFingerprint:
    """The fingerprint of a recording; `motion` has no samples when fewer than two frames show a face."""
    seen = [(frame.media_s, frame.face) for frame in frames if frame.face is not None]
    curves = np.array([(f.yaw_deg, f.pitch_deg, f.roll_deg, f.mouth_opening, f.eye_opening) for _, f in seen])
    times_s = np.array([media_s for media_s, _ in seen])
    motion = np.zeros((5, 0))
    if len(seen) >= 2:
        even_s = np.arange(times_s[0], times_s[-1], 1 / SAMPLES_PER_SECOND)
        motion = np.array([np.interp(even_s, times_s, curve) for curve in curves.T])
    return MediaFingerprint(hashlib.sha256(data).digest(), motion.astype(np.float32))


def resemblance(one: MediaFingerprint, other: MediaFingerprint) -> float:
    """How alike two recordings move at the best shift of one against the other, mirrored or not: -1..1.

    1 for the very same bytes; -1 when they overlap too little to say. The mean correlation of the five curves.
    """
    if one.sha256 == other.sha256:
        return 1.0
    first, second = one.motion.astype(np.float64), other.motion.astype(np.float64)
    shorter = min(first.shape[1], second.shape[1])
    needed = max(round(OVERLAP_MIN_S * SAMPLES_PER_SECOND), int(OVERLAP_SHARE * shorter))
    if shorter < needed:
        return -1.0
    shifts = range(needed - second.shape[1], first.shape[1] - needed + 1)
    return max(_alike(first, second, shift) for shift in shifts)


def _alike(first: Floats, second: Floats, shift: int) -> float:
    start, end = max(0, shift), min(first.shape[1], second.shape[1] + shift)
    here, there = _standard(first[:, start:end]), _standard(second[:, start - shift : end - shift])
    plain, mirrored = (float(np.mean(here * there * sign)) for sign in (1.0, MIRRORED))
    return max(plain, mirrored)


def _standard(curves: Floats) -> Floats:
    """Each curve around 0 with deviation 1."""
    centred = curves - curves.mean(axis=1, keepdims=True)
    return np.asarray(centred / (centred.std(axis=1, keepdims=True) + 1e-9), np.float64)
