"""Cuts silence out of sound, and makes voice templates of the rest. Compares nothing.

Does not decide how much speech is enough.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liveness.measure.flat_signals import is_silent
from liveness.observations import VoiceSample
from liveness.ports import Samples, TooLittleSpeechError, VoiceTemplateEngine

WINDOW_SAMPLES = 512
WINDOW_S = 0.032
SPEECH_PROBABILITY = 0.5
"""silero-vad's own default: at or above it a window is speech."""


def speaking(speech_probability: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which 32 ms windows hold speech, shape as given."""
    return speech_probability >= SPEECH_PROBABILITY


def net_speech_seconds(speech_probability: NDArray[np.float32]) -> float:
    """Seconds of speech, pauses left out."""
    return float(np.count_nonzero(speaking(speech_probability)) * WINDOW_S)


def net_speech(samples: Samples, speech_probability: NDArray[np.float32]) -> Samples:
    """The samples of all windows that hold speech, joined; empty without speech.

    speech_probability: one value per 512 samples, from the first of `samples`.
    """
    keep = np.repeat(speaking(speech_probability), WINDOW_SAMPLES)[: len(samples)]
    return samples[: len(keep)][keep]


SAMPLE_RATE = 16_000
LEAST_S = 0.5
"""Less net speech makes no template."""


def voice_samples(
    spans: Sequence[tuple[float, float]],
    samples: Samples,
    speech_probability: NDArray[np.float32],
    engine: VoiceTemplateEngine,
) -> tuple[VoiceSample, ...]:
    """One sample for each span with at least 0.5 s of net speech, in order; without spans, one of all speech.

    spans: start and end of each answer, media seconds. One in which the net finds no voice has no sample.

    samples: from media time 0; speech_probability: one value per 512 of them.
    """
    whole = [(0.0, len(samples) / SAMPLE_RATE)]
    found = (_sample(span, samples, speech_probability, engine) for span in spans or whole)
    return tuple(sample for sample in found if sample is not None)


def _sample(
    span: tuple[float, float],
    samples: Samples,
    speech_probability: NDArray[np.float32],
    engine: VoiceTemplateEngine,
) -> VoiceSample | None:
    first, last = round(span[0] / WINDOW_S), round(span[1] / WINDOW_S)
    speech = net_speech(samples[first * WINDOW_SAMPLES : last * WINDOW_SAMPLES], speech_probability[first:last])
    seconds = len(speech) / SAMPLE_RATE
    if seconds < LEAST_S or is_silent(speech):
        return None
    try:
        vector = engine.template(speech)
    except TooLittleSpeechError:
        return None
    return VoiceSample(span[0], span[1], seconds, vector, engine.model_id)
