"""The 40 mel bands the GE2E net was trained on. Knows no net; plain numpy.

The same numbers as librosa's `melspectrogram` with power 2, a 25 ms periodic Hann window every 10 ms, frames centred
and zero-padded, Slaney's mel scale (Auditory Toolbox, 1998) and bands of unit area.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from liveness.ports import Samples

SAMPLE_RATE = 16_000
WINDOW_SAMPLES = 400
HOP_SAMPLES = 160
BANDS = 40

_LINEAR_HZ_PER_MEL = 200.0 / 3
_LOG_START_HZ = 1_000.0
_LOG_START_MEL = _LOG_START_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


def mel_bands(samples: Samples) -> NDArray[np.float32]:
    """Power in each band, shape (1 + n // 160, 40), not logarithmic; row i is centred on sample 160 * i."""
    padded = np.pad(samples, WINDOW_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    power = np.abs(np.fft.rfft(frames * _window(), axis=1)) ** 2
    return np.asarray(power @ _filters().T, np.float32)


@cache
def _window() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)


@cache
def _filters() -> NDArray[np.float64]:
    """Triangles over the spectrum, shape (40, 201)."""
    corners = _hz(np.linspace(0.0, _mel(SAMPLE_RATE / 2), BANDS + 2))
    spectrum = np.fft.rfftfreq(WINDOW_SAMPLES, 1 / SAMPLE_RATE)
    rising = (spectrum - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
    falling = (corners[2:, None] - spectrum) / (corners[2:] - corners[1:-1])[:, None]
    unit_area = 2.0 / (corners[2:] - corners[:-2])
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)) * unit_area[:, None], np.float64)


def _mel(hz: float) -> float:
    """Mel of a frequency above 1 kHz."""
    return float(_LOG_START_MEL + np.log(hz / _LOG_START_HZ) / _LOG_STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    logarithmic = _LOG_START_HZ * np.exp(_LOG_STEP * (mel - _LOG_START_MEL))
    return np.where(mel < _LOG_START_MEL, mel * _LINEAR_HZ_PER_MEL, logarithmic)
