"""How much better two signals fit together as recorded than shifted against each other. Knows no lips and no speech.

The pair is its own control: the same lips against the same sound at every other shift say what chance gives for
this person, this microphone and this language, so that one number means the same for every person. Nothing is trained;
each recording fits its own weights, and so do the controls (canonical correlation and co-inertia for audiovisual
speech: Bredin & Chollet, EURASIP J. Adv. Signal Process. 2007).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from liveness.measure.flat_signals import CORRELATION_SCALE, in_units, is_flat, scale_of

Floats = NDArray[np.float64]
Indices = NDArray[np.int_]

RIDGE = 0.05
"""Added to every eigenvalue of the bands' correlation: neighbouring bands are nearly one."""


def band_pass(signals: Floats, low_hz: float, high_hz: float, rate_hz: float) -> Floats:
    """Columns of (n, k) with only what moves between the two frequencies, without delay (Butterworth, both ways)."""
    sections = butter(2, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos")
    return np.asarray(sosfiltfilt(sections, signals, axis=0))


def fitted(target: Floats, signals: Floats) -> Floats:
    """How well weights of `signals` (n, k) explain `target` (n,) at every circular shift: (n,), about 0..1."""
    return np.asarray(np.linalg.norm(_products(_unit(target[:, None])[:, 0], _whitened(signals)), axis=1))


def correlated(target: Floats, signal: Floats) -> Floats:
    """Pearson correlation of two (n,) signals at every circular shift of the second: (n,), -1..1."""
    return _products(_unit(target[:, None])[:, 0], _unit(signal[:, None]))[:, 0]


def _products(target: Floats, signals: Floats) -> Floats:
    """Mean product of target[t] and signals[t + shift], for all shifts."""
    spectra = np.conj(np.fft.rfft(target))[:, None] * np.fft.rfft(signals, axis=0)
    return np.asarray(np.fft.irfft(spectra, n=len(target), axis=0)) / len(target)


def _unit(signals: Floats) -> Floats:
    centred = signals - signals.mean(axis=0)
    spread = centred.std(axis=0)
    return in_units(centred, spread, is_flat(spread, scale_of(signals)))


def _whitened(signals: Floats) -> Floats:
    unit = _unit(signals)
    values, vectors = np.linalg.eigh(unit.T @ unit / len(unit))
    return np.asarray(unit @ vectors / np.sqrt(np.maximum(values, 0.0) + RIDGE) @ vectors.T)


def shifts_apart(count: int, first: int, last: int, guard: int) -> tuple[Indices, Indices]:
    """Of `count` circular shifts, those first..last, and those farther than `guard` from all of them."""
    return np.arange(first, last + 1) % count, np.arange(last + guard + 1, count + first - guard)


def standardised(curve: Floats, controls: Indices) -> Floats:
    """A curve of correlations, or of sums of what this returns, in standard deviations above the mean of its controls.

    0 throughout where the controls are flat: what agrees alike at every shift says nothing of this one.
    """
    outside = curve[controls]
    spread = outside.std()
    return in_units(curve - outside.mean(), spread, is_flat(spread, CORRELATION_SCALE))
