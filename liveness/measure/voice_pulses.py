"""How sharply the throat's pulses stand out of a voice. Does not say whose voice it is, nor how high.

The glottis shuts many times a second, each time at once: what is left of a voice once the mouth's resonances are taken
out is a train of spikes (Fant, Acoustic Theory of Speech Production, 1960). Moving pitch and formants in the frequency
domain keeps the strength of every partial and loses how they are timed to each other, so that the spikes dissolve
(phase vocoders: Laroche and Dolson, IEEE Trans. Speech Audio Process. 1999). So do echo and noise.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.signal import resample_poly

from liveness.flat_signals import FLAT, SOUND_SCALE, in_units, is_flat, scale_of
from liveness.measure.net_speech import WINDOW_SAMPLES, speaking
from liveness.ports import Samples

Floats = NDArray[np.float64]

REDUCTION = 3
"""To 5.3 kHz: the voice is strongest below 2.7 kHz, noise is not."""
FRAME, HOP = 160, 80
"""Samples of a frame, 30 ms, at the reduced rate: two pulses of a low voice."""
ORDER = 8
"""Two coefficients a resonance, four resonances below 2.7 kHz."""
PRE_EMPHASIS = 0.9
FRAMES_MIN = 30
"""Half a second of loud speech."""

_FFT = 512


def voice_pulses(samples: Samples, speech_probability: NDArray[np.float32]) -> float | None:
    """Median kurtosis of what linear prediction leaves of the louder half of speech: 3 is noise, living voices 4 to 20.

    None with fewer than FRAMES_MIN frames. 16 kHz mono; one probability per 512 samples.
    """
    wave = resample_poly(samples.astype(np.float64), 1, REDUCTION)
    if len(wave) < FRAME:
        return None
    wave[1:] -= PRE_EMPHASIS * wave[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(wave, FRAME)[::HOP]
    middles = (np.arange(len(frames)) * HOP + FRAME // 2) * REDUCTION // WINDOW_SAMPLES
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
    spectrum = np.abs(rfft(frames * np.hanning(FRAME), _FFT, axis=1)) ** 2
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
