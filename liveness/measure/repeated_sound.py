"""Finds a stretch of speech that occurs twice, wave for wave: no person says a word twice alike.

Does not find seams: words taken once each from another recording pass.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.signal import resample_poly

from liveness.measure.flat_signals import SOUND_SCALE, in_units, is_flat
from liveness.measure.net_speech import WINDOW_SAMPLES, speaking
from liveness.ports import Samples

Floats = NDArray[np.float32]

REDUCED_RATE = 4_000
"""Pitch and the first two formants; higher bands do not survive a low bit rate."""
REDUCTION = 4
PIECE = 1_000
"""Samples of a piece: 0.25 s, about a word; shorter ones are one vowel, and vowels are alike."""
HOP = 500
APART = PIECE + 1_200
"""Samples from piece to copy at the least: a held vowel resembles itself 0.3 s later."""
BLOCK = 4_096
BLOCK_PLACES = BLOCK - PIECE + 1
"""Samples of a block, and places of a piece in it."""
PRE_EMPHASIS = 0.9
QUIET = 0.3
"""Pieces below this share of the usual loudness of speech are left out: noise floors and hum resemble each other."""
QUIETEST = 1e-3
"""Pieces below this share of the loudest one are left out, too, where most of what counts as speech is silent: the
float32 transform leaves 1e-6 of the loudest piece everywhere."""
SPOKEN = 0.8
"""Share of a piece that must be speech."""


def repetition(samples: Samples, speech_probability: NDArray[np.float32]) -> float:
    """Highest correlation of a 0.25 s piece of speech with any other place in the recording, 0..1; 0 without speech.

    samples: 16 kHz mono; speech_probability: one value per 512 of them.
    """
    wave = np.asarray(resample_poly(samples, 1, REDUCTION), np.float32)
    wave[1:] -= PRE_EMPHASIS * wave[:-1]
    said = np.repeat(speaking(speech_probability), WINDOW_SAMPLES // REDUCTION)[: len(wave)]
    places = len(wave) - PIECE + 1
    if places <= APART or not said.any():
        return 0.0
    norms = _norms(wave)
    if not said[:places].any():
        return 0.0
    quietest = max(QUIET * float(np.median(norms[said[:places]])), QUIETEST * float(norms.max()))
    loud = (norms > quietest) & ~is_flat(norms / np.sqrt(PIECE), SOUND_SCALE)
    blocks = _blocks(wave, places)
    starts = [at for at in range(0, places, HOP) if loud[at] and said[at : at + PIECE].mean() >= SPOKEN]
    weights = in_units(1.0, norms, ~loud).astype(np.float32)
    return max((_best_copy(wave, blocks, weights, at) for at in starts), default=0.0)


def _norms(wave: Floats) -> Floats:
    """Euclidean norm of the piece that starts at each sample."""
    summed = np.concatenate([[0.0], np.cumsum(wave.astype(np.float64) ** 2)])
    return np.asarray(np.sqrt(np.maximum(summed[PIECE:] - summed[:-PIECE], 0.0)), np.float32)


def _blocks(wave: Floats, places: int) -> NDArray[np.complex64]:
    """Spectra of overlapping blocks, for products at all places (overlap-save): a third of the time of one for all."""
    count = -(-places // BLOCK_PLACES)
    padded = np.pad(wave, (0, max((count - 1) * BLOCK_PLACES + BLOCK - len(wave), 0)))
    return np.asarray(rfft(np.lib.stride_tricks.sliding_window_view(padded, BLOCK)[::BLOCK_PLACES][:count], axis=1))


def _best_copy(wave: Floats, blocks: NDArray[np.complex64], weights: Floats, at: int) -> float:
    """weights: one over the norm of the piece that starts at each sample, 0 where it is too quiet to count."""
    found = irfft(blocks * np.conj(rfft(wave[at : at + PIECE], BLOCK)), BLOCK, axis=1, overwrite_x=True)
    alike = found[:, :BLOCK_PLACES].reshape(-1)[: len(weights)] * weights
    alike[max(at - APART, 0) : at + APART] = 0.0
    return float(alike.max()) * float(weights[at])
