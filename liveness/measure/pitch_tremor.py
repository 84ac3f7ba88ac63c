"""How much the pitch of a voice trembles from one fiftieth of a second to the next. Does not say whose voice it is.

Muscles and breath never hold a pitch quite still, nor do they shake it at random: rule-based synthesisers err on
either side.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from liveness.flat_signals import CORRELATION_SCALE, SOUND_SCALE, in_units, is_flat
from liveness.measure.net_speech import WINDOW_SAMPLES, speaking
from liveness.ports import Samples

Floats = NDArray[np.float64]

SAMPLE_RATE = 16_000
FRAME_SAMPLES = 640
HOP_SAMPLES = 80
HOP_S = 0.005
LOWEST_HZ, HIGHEST_HZ = 70, 400
VOICED = 0.7
"""Least autocorrelation at the pitch period: below it the frame is breathy, unvoiced or noise."""
OCTAVE_MARGIN = 0.92
"""The shortest period within this share of the best is the pitch; longer ones are its multiples."""
STEP_HOPS = 4
"""20 ms: shorter than any intonation, longer than the pitch tracker's own smoothing."""
GLIDE_MAX_CENTS = 200.0
"""A larger bend within 40 ms is an error of the tracker."""
VOICED_MIN_S = 0.5

_FFT = 1024


def pitch_tremor(samples: Samples, speech_probability: NDArray[np.float32]) -> float | None:
    """Median bend of the pitch, |f(t - 20 ms) - 2 f(t) + f(t + 20 ms)|, in cents (hundredths of a semitone).

    None with less than VOICED_MIN_S of steady voicing. 16 kHz mono; one probability per 512 samples.
    """
    if len(samples) < FRAME_SAMPLES:
        return None
    period, strength = _periods(samples)
    middles = np.arange(len(period)) * HOP_SAMPLES + FRAME_SAMPLES // 2
    said = speaking(speech_probability)[np.minimum(middles // WINDOW_SAMPLES, len(speech_probability) - 1)]
    bends = _bends(1200 * np.log2(SAMPLE_RATE / period), said & (strength >= VOICED))
    return float(np.median(bends)) if len(bends) * HOP_S >= VOICED_MIN_S else None


def _bends(cents: Floats, voiced: NDArray[np.bool_]) -> Floats:
    before, here, after = slice(None, -2 * STEP_HOPS), slice(STEP_HOPS, -STEP_HOPS), slice(2 * STEP_HOPS, None)
    bends = np.abs(cents[before] - 2 * cents[here] + cents[after])
    return np.asarray(bends[voiced[before] & voiced[here] & voiced[after] & (bends < GLIDE_MAX_CENTS)])


def _periods(samples: Samples) -> tuple[Floats, Floats]:
    """Pitch period in samples and autocorrelation there, of every frame (Boersma, IFA Proceedings 17, 1993)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_SAMPLES)[::HOP_SAMPLES].astype(np.float64)
    window, of_window = _window()
    power = np.abs(rfft((frames - frames.mean(axis=1, keepdims=True)) * window, _FFT, axis=1)) ** 2
    lags = irfft(power, axis=1)[:, : len(of_window)] / of_window
    energy = lags[:, :1]
    loudness = np.sqrt(np.maximum(energy, 0.0) / np.sum(window**2))
    lags = in_units(lags, energy, is_flat(loudness, SOUND_SCALE))
    shortest, longest = SAMPLE_RATE // HIGHEST_HZ, SAMPLE_RATE // LOWEST_HZ
    before, here, after = (lags[:, shortest + step : longest + step] for step in (-1, 0, 1))
    peaks = (here >= before) & (here >= after) & (here >= OCTAVE_MARGIN * here.max(axis=1, keepdims=True))
    best = np.where(peaks.any(axis=1), peaks.argmax(axis=1), here.argmax(axis=1))
    rows = np.arange(len(best))
    return _refined(best + shortest, before[rows, best], here[rows, best], after[rows, best])


def _refined(lag: NDArray[np.int_], before: Floats, here: Floats, after: Floats) -> tuple[Floats, Floats]:
    """The top of the parabola through three neighbouring correlations; the middle one where they lie on a line."""
    curvature = before - 2 * here + after
    offset = np.clip(in_units(0.5 * (before - after), curvature, is_flat(-curvature, CORRELATION_SCALE)), -1.0, 1.0)
    return lag + offset, here - 0.25 * (before - after) * offset


@cache
def _window() -> tuple[Floats, Floats]:
    """The window and its own autocorrelation, 1 at lag 0."""
    window = np.hanning(FRAME_SAMPLES)
    lags = irfft(np.abs(rfft(window, _FFT)) ** 2)[: SAMPLE_RATE // LOWEST_HZ + 2]
    return window, np.asarray(lags / lags[0])
