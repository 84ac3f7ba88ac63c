"""Scenes that move and sound, each unlike any other: coarse pictures and band levels without a file."""

import numpy as np
from numpy.typing import NDArray

from liveness.measure.media_fingerprint import fingerprint_of
from liveness.measure.sound_bands import NO_SOUND
from liveness.observations import MediaFingerprint

Floats = NDArray[np.float32]
LONGEST_S = 40.0
_STEP_S = 0.02


class Scene:
    """Three soft lights that wander over a wall, and ten bands of sound; a seed is a recording."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        count = round(LONGEST_S / _STEP_S)
        self._times_s = np.arange(count) * _STEP_S
        self._wall = rng.uniform(60, 120, (64, 64))
        self._paths = 32 + 10 * _smooth(rng, (6, count), 12)
        self._levels = _smooth(rng, (10, count), 4)

    def pictures(self, times_s: NDArray[np.float64]) -> Floats:
        """(n, 64, 64) luma at these times."""
        places = np.arange(64)
        at = np.array([np.interp(times_s, self._times_s, path) for path in self._paths])
        rows, columns = (np.exp(-(((places - half[..., None]) / 9) ** 2)) for half in (at[:3], at[3:]))
        return np.asarray(self._wall + 60 * np.einsum("kny,knx->nyx", rows, columns), np.float32)

    def sound(self, start_s: float, end_s: float) -> Floats:
        """(m, 10) levels between two times."""
        return np.asarray(self._levels[:, round(start_s / _STEP_S) : round(end_s / _STEP_S)].T, np.float32)


def filmed(
    seed: int,
    seconds: float = 12.0,
    *,
    per_second: float = 15.0,
    late_s: float = 0.0,
    in_mirror: bool = False,
    gamma: float = 1.0,
    silent: bool = False,
    dubbed: int | None = None,
) -> MediaFingerprint:
    """A recording of a scene. late_s: cut off at the start. dubbed: whose sound it has instead."""
    scene = Scene(seed)
    times_s = np.arange(round((seconds - late_s) * per_second)) / per_second
    pictures = 255 * (scene.pictures(times_s + late_s) / 255) ** gamma
    pictures = pictures[:, :, ::-1] if in_mirror else pictures
    heard = scene if dubbed is None else Scene(dubbed)
    sound = NO_SOUND if silent else heard.sound(late_s, seconds)
    name = repr((seed, seconds, per_second, late_s, in_mirror, gamma, silent, dubbed))
    return fingerprint_of(name.encode(), tuple(times_s.tolist()), np.asarray(pictures, np.float32), sound)


def _smooth(rng: np.random.Generator, shape: tuple[int, int], steps: int) -> NDArray[np.float64]:
    """Noise that changes its mind about every 2 * steps, of deviation about 1."""
    noise = rng.normal(0, 1, shape)
    kernel = np.hanning(4 * steps + 1)
    return np.array([np.convolve(row, kernel / np.sqrt(np.sum(kernel**2)), "same") for row in noise])
