"""Measures the answer to each `say` prompt: finds its stretch of sound and has the speech engine listen to it.

Does not judge (`liveness.checks.spoken_challenge`).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import alternatives
from liveness.measure.answer_windows import AnswerWindow, all_speech, is_timed, timed_windows, windows_in_order
from liveness.observations import SpokenAnswer
from liveness.ports import Samples, SpeechEngine

SAMPLE_RATE = 16_000


def spoken_answers(
    challenge: Challenge, samples: Samples, speech_probability: NDArray[np.float32], engine: SpeechEngine
) -> tuple[SpokenAnswer, ...]:
    """One answer for each `say` prompt, in order; words of a prompt that nobody answered are empty.

    samples: from media time 0; speech_probability: one value per 512 of them.

    Raises:
        UnknownWordError: a prompt asks for a word that the speech dictionary does not hold.
    """
    prompts = challenge.of_kind(PromptKind.SAY)
    windows = _windows(prompts, samples, speech_probability, engine)
    return tuple(_answer(window, samples, engine, alternatives(window.prompt.text)) for window in windows)


def _windows(
    prompts: Sequence[Prompt], samples: Samples, speech_probability: NDArray[np.float32], engine: SpeechEngine
) -> tuple[AnswerWindow, ...]:
    if any(is_timed(prompt) for prompt in prompts):
        return timed_windows(prompts, speech_probability)
    if len(prompts) <= 1:
        return tuple(all_speech(prompt, speech_probability) for prompt in prompts)
    joined = replace(prompts[0], text=" ".join(prompt.text for prompt in prompts))
    whole = all_speech(joined, speech_probability)
    return windows_in_order(prompts, _answer(whole, samples, engine, ()).words, whole)


def _answer(window: AnswerWindow, samples: Samples, engine: SpeechEngine, others: tuple[str, ...]) -> SpokenAnswer:
    first, last = (round(time_s * SAMPLE_RATE) for time_s in (window.start_s, window.end_s))
    return engine.answer(samples[first:last], window.start_s, window.prompt, others)
