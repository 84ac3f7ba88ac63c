"""What tells a recording from every other one, so that it is known when it comes again. Not who is in it.

A fingerprint holds no picture, no sound and no template: 15 curves of how light moved over very coarse cosine patterns
and 10 of how loud ten bands of sound were, ten samples a second, each without its slow part and in units of its own
spread. A background, a pose or a voice's timbre is constant, and is gone with the slow part; two recordings of one
person at one desk are as far apart as those of two people.
"""

import hashlib
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.ndimage import uniform_filter1d

from liveness.measure.sound_bands import BANDS, ROW_S
from liveness.observations import MediaFingerprint

SAMPLES_PER_SECOND = 10
SPREAD = 16
"""What one standard deviation is stored as, in 8 bits: up to 8 deviations."""
OVERLAP_MIN_S = 2.0
OVERLAP_S = 5.0
"""Shorter stretches resemble each other by chance: 3.6 s of one person did by 0.82, once in 137 pairs."""
OVERLAP_SHARES = (0.6, 0.8)
"""Of the shorter recording: what must overlap at the least, and of recordings too short for OVERLAP_S."""

_SLOW = 2 * SAMPLES_PER_SECOND + 1
_PICTURE_ORDERS = tuple(product(range(5), (0, 2, 4)))
"""Rows, columns. A cosine of even order is its own mirror image: left and right may be exchanged."""
PICTURE_CURVES, SOUND_CURVES = len(_PICTURE_ORDERS), BANDS

_PICTURE_FLOOR, _SOUND_FLOOR = 0.05, 0.3
"""Spread below which a curve is noise: luma 0..255; natural log of power."""

Floats = NDArray[np.float64]
Curves = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Correlation of two recordings at the best shift of one against the other, -1..1; -1: too little to compare."""

    pictures: float
    sound: float


def fingerprint_of(
    data: bytes, times_s: tuple[float, ...], grids: NDArray[np.float32], bands: NDArray[np.float32]
) -> MediaFingerprint:
    """The fingerprint of a recording.

    Args:
        data: the file.
        times_s: media time of each grid, rising.
        grids: (n, 64, 64) luma of each analysed frame, 0..255.
        bands: (m, 10) log power every 20 ms from media time 0; no rows without sound.
    """
    pictures, sound = _picture_curves(times_s, grids), _sound_curves(bands)
    return MediaFingerprint(
        hashlib.sha256(data).digest(), _stored(pictures, _PICTURE_FLOOR), _stored(sound, _SOUND_FLOOR)
    )


def resemblance(one: MediaFingerprint, other: MediaFingerprint) -> Resemblance:
    """How alike two recordings are, whatever their bytes."""
    return Resemblance(_alike(one.pictures, other.pictures), _alike(one.sound, other.sound))


def _picture_curves(times_s: tuple[float, ...], grids: NDArray[np.float32]) -> Floats:
    """(15, n): every pattern's part in the light, ten times a second from media time 0."""
    if len(times_s) < 2:
        return np.zeros((PICTURE_CURVES, 0))
    half_steps_s = np.arange(0, times_s[-1], 0.5 / SAMPLES_PER_SECOND)
    half_steps_s = half_steps_s[: len(half_steps_s) // 2 * 2]
    places = (np.arange(grids.shape[1]) + 0.5) / grids.shape[1] * np.pi
    patterns = np.array([np.outer(np.cos(row * places), np.cos(col * places)) for row, col in _PICTURE_ORDERS])
    parts = np.tensordot(patterns, grids, axes=((1, 2), (1, 2))) / places.size**2
    fine = np.array([np.interp(half_steps_s, times_s, part) for part in parts])
    return np.asarray(fine.reshape(len(parts), -1, 2).mean(axis=2), np.float64)


def _sound_curves(bands: NDArray[np.float32]) -> Floats:
    """(10, n): the level of each band, ten times a second from media time 0."""
    rows = round(1 / SAMPLES_PER_SECOND / ROW_S)
    count = len(bands) // rows
    return np.asarray(bands[: count * rows].reshape(count, rows, bands.shape[1]).mean(axis=1, dtype=np.float64).T)


def _stored(curves: Floats, floor: float) -> Curves:
    """Without the slow part, in units of spread; nothing where there is too little to compare."""
    if curves.shape[1] < OVERLAP_MIN_S * SAMPLES_PER_SECOND:
        return np.zeros((len(curves), 0), np.int8)
    quick = curves - uniform_filter1d(curves, min(_SLOW, curves.shape[1]), axis=1, mode="nearest")
    units = SPREAD * quick / (quick.std(axis=1, keepdims=True) + floor)
    return np.asarray(np.clip(np.round(units), -127, 127), np.int8)


def _alike(one: Curves, other: Curves) -> float:
    """Correlation of all curves at once, for every shift that lets enough overlap."""
    needed = _needed(min(one.shape[1], other.shape[1]))
    if needed is None:
        return -1.0
    shifts = np.arange(needed - other.shape[1], one.shape[1] - needed + 1)
    size = next_fast_len(one.shape[1] + other.shape[1], real=True)
    spectrum = (rfft(one.astype(np.float64), size) * np.conj(rfft(other.astype(np.float64), size))).sum(axis=0)
    starts, ends = np.maximum(shifts, 0), np.minimum(one.shape[1], other.shape[1] + shifts)
    energy = _energy(one, starts, ends) * _energy(other, starts - shifts, ends - shifts)
    return float(np.max(irfft(spectrum, size)[shifts] / np.sqrt(energy + 1)))


def _needed(shorter: int) -> int | None:
    """How many samples must overlap; None when there are not so many."""
    least, short = (int(share * shorter) for share in OVERLAP_SHARES)
    needed = max(least, min(int(OVERLAP_S * SAMPLES_PER_SECOND), short), int(OVERLAP_MIN_S * SAMPLES_PER_SECOND))
    return needed if needed <= shorter else None


def _energy(curves: Curves, starts: NDArray[np.int_], ends: NDArray[np.int_]) -> Floats:
    """Sum of squares between samples, for every pair of them."""
    summed = np.concatenate([[0.0], np.cumsum(np.sum(curves.astype(np.float64) ** 2, axis=0))])
    return np.asarray(summed[ends] - summed[starts])
