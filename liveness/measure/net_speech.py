"""Cuts silence out of sound, given where somebody speaks. Does not decide how much speech is enough."""

import numpy as np
from numpy.typing import NDArray

from liveness.ports import Samples

WINDOW_SAMPLES = 512
WINDOW_S = 0.032
SPEECH_PROBABILITY = 0.5
"""silero-vad's own default: at or above it a window is speech."""


def speaking(speech_probability: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which 32 ms windows hold speech, shape as given."""
    return speech_probability >= SPEECH_PROBABILITY


def net_speech_seconds(speech_probability: NDArray[np.float32]) -> float:
    """Seconds in which somebody speaks, pauses left out."""
    return float(np.count_nonzero(speaking(speech_probability)) * WINDOW_S)


def net_speech(samples: Samples, speech_probability: NDArray[np.float32]) -> Samples:
    """The samples of all windows that hold speech, joined; empty when nobody speaks.

    speech_probability: one value per 512 samples, from the first of `samples`.
    """
    keep = np.repeat(speaking(speech_probability), WINDOW_SAMPLES)[: len(samples)]
    return samples[: len(keep)][keep]
