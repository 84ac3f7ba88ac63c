"""Log mel bands as Kaldi makes them, for nets that were trained on Kaldi's.

The numbers are those of Kaldi's `compute-fbank-feats` (feature-fbank.h, mel-computations.h) with 80 bands from 20 Hz to
half the sample rate, and without dither: frames of 25 ms every 10 ms that lie whole inside the sound, each less its own
mean, then pre-emphasis, Povey's window, a Fourier transform of 512 points and triangles on Kaldi's mel scale.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from liveness.ports import Samples

SAMPLE_RATE = 16_000
WINDOW_SAMPLES = 400
HOP_SAMPLES = 160
BANDS = 80
_TRANSFORM = 512
_PRE_EMPHASIS = 0.97
_POVEY = 0.85
"""Exponent of a Hann window that makes it Povey's."""
_LOWEST_HZ = 20.0
_FLOOR = float(np.finfo(np.float32).eps)
"""Power below which Kaldi takes no logarithm."""


def kaldi_bands(samples: Samples) -> NDArray[np.float32]:
    """Natural log of the power in each band, shape (1 + (n - 400) // 160, 80); n at least 400, 16 kHz mono."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), WINDOW_SAMPLES)[::HOP_SAMPLES]
    centred = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([centred[:, :1], centred[:, :-1]], axis=1)
    spectrum = np.fft.rfft((centred - _PRE_EMPHASIS * before) * _window(), _TRANSFORM, axis=1)
    power = np.abs(spectrum[:, :-1]) ** 2
    return np.log(np.maximum(power @ _filters().T, _FLOOR)).astype(np.float32)


@cache
def _window() -> NDArray[np.float64]:
    return np.asarray(np.hanning(WINDOW_SAMPLES) ** _POVEY, np.float64)


@cache
def _filters() -> NDArray[np.float64]:
    """Triangles over the spectrum without its last point, shape (80, 256)."""
    corners = np.linspace(_mel(np.array(_LOWEST_HZ)), _mel(np.array(SAMPLE_RATE / 2)), BANDS + 2)
    points = _mel(np.arange(_TRANSFORM // 2) * SAMPLE_RATE / _TRANSFORM)
    rising = (points - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
    falling = (corners[2:, None] - points) / (corners[2:] - corners[1:-1])[:, None]
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float64)


def _mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log1p(hz / 700.0), np.float64)
