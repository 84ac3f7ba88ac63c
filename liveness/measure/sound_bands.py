"""Levels of frequency bands over time: mel bands for nets of speech, ten wider ones to compare lips with.

Does not know speech from noise. The mel bands are the numbers of librosa's `melspectrogram` with power 2, a 25 ms
periodic Hann window every 10 ms, frames centred and zero-padded, Slaney's mel scale (Auditory Toolbox, 1998) and bands
of unit area.
"""

from functools import cache

import numpy as np
from numpy.fft import rfft, rfftfreq
from numpy.typing import NDArray

from liveness.ports import Samples

SAMPLE_RATE = 16_000
WINDOW_SAMPLES = 400
HOP_SAMPLES = 160
MEL_BANDS = 40

_LINEAR_HZ_PER_MEL = 200.0 / 3
_LOG_START_HZ = 1_000.0
_LOG_START_MEL = _LOG_START_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


def mel_bands(samples: Samples, bands: int = MEL_BANDS) -> NDArray[np.float32]:
    """Power in each band, shape (1 + n // 160, bands), not logarithmic; row i is centred on sample 160 * i.

    bands: 40 for GE2E, 80 for Whisper.
    """
    padded = np.pad(samples, WINDOW_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    power = np.abs(rfft(frames * _window(), axis=1)) ** 2
    return np.asarray(power @ _filters(bands).T, np.float32)


@cache
def _window() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)


@cache
def _filters(bands: int) -> NDArray[np.float64]:
    """Triangles over the spectrum, shape (bands, 201)."""
    corners = _hz(np.linspace(0.0, _mel(SAMPLE_RATE / 2), bands + 2))
    spectrum = rfftfreq(WINDOW_SAMPLES, 1 / SAMPLE_RATE)
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


ROW_S = 0.02
BANDS = 10
"""Four neighbouring mel bands each; their upper edges lie near 0.3, 0.6, 0.9, 1.3, 1.7, 2.2, 2.9, 3.9, 5.2, 7.4 kHz."""
FLOOR = 1e-4
"""Share of a band's mean power below which level is noise: 40 dB down."""
SILENCE = 1e-9
"""Power that keeps the logarithm of digital silence finite."""

NO_SOUND = np.zeros((0, BANDS), np.float32)
"""The levels of a recording without a sound track."""

_HOPS = 2


def band_levels(samples: Samples) -> NDArray[np.float32]:
    """Natural log of the power in each band, shape (m, 10), one row every 20 ms from sample 0; 16 kHz mono."""
    power = mel_bands(samples)
    rows = len(power) // _HOPS
    grouped = power[: rows * _HOPS].reshape(rows, _HOPS, BANDS, MEL_BANDS // BANDS).mean(axis=(1, 3))
    floor = FLOOR * grouped.mean(axis=0) if rows else 0.0
    return np.asarray(np.log(grouped + floor + SILENCE), np.float32)
