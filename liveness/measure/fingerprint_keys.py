"""Numbers that two copies of a recording share and other recordings do not: how a million of them are searched.

Each key stands for a stretch of 1.5 s: on which side of 24 planes through the origin its curves lie (random-projection
hashing; Charikar, STOC 2002). A copy differs by a few sides at most, mostly of the planes that are nearest, so whoever
looks tries both sides of the PROBED nearest. Whether a hit is a copy is for `liveness.checks.replay` to say.

Kept keys are found again by the very numbers that are sought years later: nothing here may change without a migration.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from liveness.measure.media_fingerprint import SPREAD, Curves, Floats
from liveness.observations import MediaFingerprint

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
"""What comes a twentieth of a second later is still the same stretch."""
_FLIPS = np.array(list(product((False, True), repeat=PROBED)))


def kept_keys(fingerprint: MediaFingerprint) -> frozenset[int]:
    """What a recording is found by: about 4 numbers of 25 bits for each second of it."""
    return frozenset(
        _number(kind, distances > 0)
        for kind, curves in _kinds(fingerprint)
        for distances in _distances(curves)[::KEPT_EVERY]
        if np.any(distances)
    )


def sought_keys(fingerprint: MediaFingerprint) -> frozenset[int]:
    """What to look for: at most 2 * SOUGHT * 2**PROBED numbers."""
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
