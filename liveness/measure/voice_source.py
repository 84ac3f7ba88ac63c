"""The source of a voice, the glottis: how much its pitch trembles, and how sharply its pulses stand out.

Does not say whose voice it is. Muscles and breath never hold a pitch quite still, nor do they shake it at random:
rule-based synthesisers err on either side.

The glottis shuts many times a second, each time at once: without the resonances of the mouth, a voice is a train of
spikes (Fant, Acoustic Theory of Speech Production, 1960). Moving pitch and formants in the frequency domain keeps the
strength of every partial and loses their timing to each other, so that the spikes dissolve (phase vocoders: Laroche and
Dolson, IEEE Trans. Speech Audio Process. 1999). Echo and noise dissolve them too.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.signal import resample_poly

from liveness.measure.flat_signals import CORRELATION_SCALE, FLAT, SOUND_SCALE, in_units, is_flat, scale_of
from liveness.measure.net_speech import WINDOW_SAMPLES, speaking
from liveness.ports import Samples

Floats = NDArray[np.float64]

SAMPLE_RATE = 16_000
PITCH_FRAME_SAMPLES = 640
PITCH_HOP_SAMPLES = 80
PITCH_HOP_S = 0.005
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

_PITCH_FFT = 1024


def pitch_tremor(samples: Samples, speech_probability: NDArray[np.float32]) -> float | None:
    """Median bend of the pitch, |f(t - 20 ms) - 2 f(t) + f(t + 20 ms)|, in cents (hundredths of a semitone).

    None with less than VOICED_MIN_S of steady voicing. 16 kHz mono; one probability per 512 samples.
    """
    if len(samples) < PITCH_FRAME_SAMPLES:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(samples, PITCH_FRAME_SAMPLES)[::PITCH_HOP_SAMPLES]
    middles = np.arange(len(frames)) * PITCH_HOP_SAMPLES + PITCH_FRAME_SAMPLES // 2
    said = speaking(speech_probability)[np.minimum(middles // WINDOW_SAMPLES, len(speech_probability) - 1)]
    period, strength = np.ones(len(frames)), np.zeros(len(frames))
    if said.any():
        period[said], strength[said] = _periods(frames[said].astype(np.float64))
    bends = _bends(1200 * np.log2(SAMPLE_RATE / period), strength >= VOICED)
    return float(np.median(bends)) if len(bends) * PITCH_HOP_S >= VOICED_MIN_S else None


def _bends(cents: Floats, voiced: NDArray[np.bool_]) -> Floats:
    before, here, after = slice(None, -2 * STEP_HOPS), slice(STEP_HOPS, -STEP_HOPS), slice(2 * STEP_HOPS, None)
    bends = np.abs(cents[before] - 2 * cents[here] + cents[after])
    return np.asarray(bends[voiced[before] & voiced[here] & voiced[after] & (bends < GLIDE_MAX_CENTS)])


def _periods(frames: Floats) -> tuple[Floats, Floats]:
    """Pitch period in samples and autocorrelation there, of every frame (Boersma, IFA Proceedings 17, 1993).

    frames: (n, PITCH_FRAME_SAMPLES), at least one.
    """
    window, of_window = _window()
    power = np.abs(rfft((frames - frames.mean(axis=1, keepdims=True)) * window, _PITCH_FFT, axis=1)) ** 2
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
    window = np.hanning(PITCH_FRAME_SAMPLES)
    lags = irfft(np.abs(rfft(window, _PITCH_FFT)) ** 2)[: SAMPLE_RATE // LOWEST_HZ + 2]
    return window, np.asarray(lags / lags[0])


REDUCTION = 3
"""To 5.3 kHz: the voice is strongest below 2.7 kHz, noise is not."""
PULSES_FRAME, PULSES_HOP = 160, 80
"""Samples of a frame, 30 ms, at the reduced rate: two pulses of a low voice."""
ORDER = 8
"""Two coefficients a resonance, four resonances below 2.7 kHz."""
PRE_EMPHASIS = 0.9
FRAMES_MIN = 30
"""Half a second of loud speech."""

_PULSES_FFT = 512


def voice_pulses(samples: Samples, speech_probability: NDArray[np.float32]) -> float | None:
    """Median kurtosis of what linear prediction leaves of the louder half of speech: 3 is noise, living voices 4 to 20.

    None with fewer than FRAMES_MIN frames. 16 kHz mono; one probability per 512 samples.
    """
    wave = resample_poly(samples.astype(np.float64), 1, REDUCTION)
    if len(wave) < PULSES_FRAME:
        return None
    wave[1:] -= PRE_EMPHASIS * wave[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(wave, PULSES_FRAME)[::PULSES_HOP]
    middles = (np.arange(len(frames)) * PULSES_HOP + PULSES_FRAME // 2) * REDUCTION // WINDOW_SAMPLES
    spoken = frames[speaking(speech_probability)[np.minimum(middles, len(speech_probability) - 1)]]
    power = np.mean(spoken**2, axis=1)
    # Louder by more than rounding: of a hum that never changes, no half is the louder one.
    louder = power > (1 + FLAT) * np.median(power) if len(spoken) else np.zeros(0, np.bool_)
    loud = spoken[louder & ~is_flat(np.sqrt(power), SOUND_SCALE)]
    if len(loud) < FRAMES_MIN:
        return None
    return float(np.median(_kurtosis(_unpredicted(loud), scale_of(loud.T))))


def _unpredicted(frames: Floats) -> Floats:
    """(n, FRAME - ORDER) error of the best linear prediction of each frame (autocorrelation method)."""
    spectrum = np.abs(rfft(frames * np.hanning(PULSES_FRAME), _PULSES_FFT, axis=1)) ** 2
    lags = irfft(spectrum, axis=1)[:, : ORDER + 1]
    lags[:, 0] *= 1 + 1e-4
    distance = np.abs(np.subtract.outer(np.arange(ORDER), np.arange(ORDER)))
    weights = np.linalg.solve(lags[:, distance], lags[:, 1:, None])
    past = np.lib.stride_tricks.sliding_window_view(frames[:, :-1], ORDER, axis=1)[:, :, ::-1]
    return np.asarray(frames[:, ORDER:] - (past @ weights)[..., 0])


def _kurtosis(values: Floats, scale: Floats) -> Floats:
    """Of each row of (n, m) values; 0 where nothing is left of the samples of this scale: nothing has no spikes."""
    squares = np.mean(values**2, axis=1)
    return in_units(np.mean(values**4, axis=1), squares**2, is_flat(np.sqrt(squares), scale))
