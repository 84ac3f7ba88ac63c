"""Tells a recording from every other one, so that it is recognised when it comes again. Does not identify people.

A fingerprint holds no picture, no sound and no template: 15 curves of how light moved over very coarse cosine patterns
and 10 of how loud ten bands of sound were, ten samples a second, each without its slow part and in units of its own
spread. A background, a pose or a voice's timbre is constant, and is gone with the slow part; two recordings of one
person at one desk are as far apart as those of two people.

Keys are numbers that two copies share and other recordings do not: by them a million recordings are searched. Each
stands for a stretch of 1.5 s: on which side of 24 planes through the origin its curves lie (random-projection hashing;
Charikar, STOC 2002). A copy differs by a few sides at most, mostly of the planes that are nearest, so a search tries
both sides of the PROBED nearest. Whether a hit is a copy is for `liveness.checks.replay` to say.

Stored keys are searched years later by the same numbers: no number of a key may change without a migration.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.ndimage import uniform_filter1d

from liveness.measure.sound_bands import BANDS, ROW_S
from liveness.observations import MediaFingerprint

SAMPLES_PER_SECOND = 10
SPREAD = 16
"""One standard deviation as stored, in 8 bits: up to 8 deviations."""
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


STRETCH = 15
KEPT_EVERY = 5
"""Samples, ten a second: of the stretches of 1.5 s one is kept every half second."""
SOUGHT = 120
"""Stretches of pictures, and as many of sound, that are looked for at most: 12 s from the middle, ten a second."""
PLANES = 24
PROBED = 4
QUIET = 0.25
"""Spread below which a stretch shows nothing: all silence is alike."""

_SMOOTHING = np.convolve(np.convolve([1, 2, 1], [1, 2, 1]), [1, 2, 1]) / 64
"""A stretch a twentieth of a second later still counts as the same."""
_FLIPS = np.array(list(product((False, True), repeat=PROBED)))


def kept_keys(fingerprint: MediaFingerprint) -> frozenset[int]:
    """Keys to store for a recording: about 4 numbers of 25 bits for each second of it."""
    return frozenset(
        _number(kind, distances > 0)
        for kind, curves in _kinds(fingerprint)
        for distances in _distances(curves)[::KEPT_EVERY]
        if np.any(distances)
    )


def sought_keys(fingerprint: MediaFingerprint) -> frozenset[int]:
    """Keys to search for: at most 2 * SOUGHT * 2**PROBED numbers."""
    return frozenset(
        key
        for kind, curves in _kinds(fingerprint)
        for distances in _middle(_distances(curves))
        if np.any(distances)
        for key in _probes(kind, distances)
    )


def _kinds(fingerprint: MediaFingerprint) -> Iterator[tuple[int, Curves]]:
    yield from enumerate((fingerprint.pictures, fingerprint.sound))


def _distances(curves: Curves) -> Floats:
    """(n, PLANES) signed distance of each stretch from each plane; zeros for a stretch that shows nothing.

    What all curves share is left out: all speech gets louder and softer in much the same way.
    """
    if curves.shape[1] < STRETCH:
        return np.zeros((0, PLANES))
    own = curves - curves.mean(axis=0)
    padded = np.pad(own, ((0, 0), (len(_SMOOTHING) // 2,) * 2), mode="edge")
    smooth = np.array([np.convolve(curve, _SMOOTHING, "valid") for curve in padded])
    stretches = np.lib.stride_tricks.sliding_window_view(smooth, STRETCH, axis=1).transpose(1, 0, 2)
    flat = stretches.reshape(len(stretches), -1)
    shows = np.sqrt(np.mean(flat**2, axis=1)) >= QUIET * SPREAD
    return np.asarray(flat @ _planes(flat.shape[1]) * shows[:, None], np.float64)


@cache
def _planes(dimensions: int) -> Floats:
    """(dimensions, PLANES) of -1 and 1: the same in every release of every library."""
    drawn = hashlib.shake_256(b"fingerprint planes").digest(-(-dimensions * PLANES // 8))
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8), count=dimensions * PLANES)
    return np.asarray(bits.reshape(dimensions, PLANES) * 2.0 - 1.0)


def _middle(distances: Floats) -> Floats:
    start = max(0, (len(distances) - SOUGHT) // 2)
    return distances[start : start + SOUGHT]


def _probes(kind: int, distances: Floats) -> Iterator[int]:
    nearest = np.argsort(np.abs(distances))[:PROBED]
    for flips in _FLIPS:
        lies_above = distances > 0
        lies_above[nearest] ^= flips
        yield _number(kind, lies_above)


def _number(kind: int, lies_above: NDArray[np.bool_]) -> int:
    return kind << PLANES | int.from_bytes(np.packbits(lies_above).tobytes(), "big")
