"""Finds the stretch of sound that answers each `say` prompt, and has the speech engines measure it. Does not judge it.

When an answer counts is for `liveness.checks.spoken_challenge`: a stretch reaches beyond its prompt's own window where
speech does, so that an answer given too early is seen as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.language import ENGLISH, is_digits
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.measure.net_speech import WINDOW_S, speaking
from liveness.observations import SpokenAnswer, WordTime
from liveness.ports import PhoneTimer, Samples, SpeechScorer

PAUSE_S = 0.3
"""A shorter pause lies inside an answer."""
MARGIN_S = 0.2
"""Kept before and after speech: voice activity starts late and misses soft ends."""


@dataclass(frozen=True, slots=True)
class AnswerWindow:
    """The stretch of media time that may hold one answer; empty (start = end) without speech there."""

    prompt: Prompt
    start_s: float
    end_s: float


def is_timed(prompt: Prompt) -> bool:
    """Whether the prompt says when its answer counts; otherwise only the order of the prompts does."""
    return prompt.reveal_s is not None or prompt.deadline_s is not None


def timed_windows(prompts: Sequence[Prompt], speech_probability: NDArray[np.float32]) -> tuple[AnswerWindow, ...]:
    """One window a prompt: all speech that touches reveal..deadline, out to the windows of the prompts around it.

    Without speech between reveal and deadline, it is the speech nearby: an answer given too early or too late.
    A prompt without reveal_s may be answered from the start, one without deadline_s until the end.
    """
    end_s = len(speech_probability) * WINDOW_S
    stretches = speech_stretches(speech_probability)
    spans = [_span(prompt, end_s) for prompt in prompts]
    return tuple(
        _window(
            prompt,
            spans[index],
            (
                min(spans[index][0], max((span[1] for span in spans[:index]), default=0.0)),
                max(spans[index][1], min((span[0] for span in spans[index + 1 :]), default=end_s)),
            ),
            stretches,
        )
        for index, prompt in enumerate(prompts)
    )


def all_speech(prompt: Prompt, speech_probability: NDArray[np.float32]) -> AnswerWindow:
    """From the first to the last speech of the recording."""
    stretches = speech_stretches(speech_probability)
    end_s = len(speech_probability) * WINDOW_S
    return _padded(prompt, stretches, (0.0, end_s))


def windows_in_order(
    prompts: Sequence[Prompt], words: Sequence[WordTime], whole: AnswerWindow
) -> tuple[AnswerWindow, ...]:
    """Splits all speech between prompts without times, midway between the last word of one and the first of the next.

    words: the texts of all prompts, joined and aligned; without them every prompt gets all speech.
    """
    if not words:
        return tuple(AnswerWindow(prompt, whole.start_s, whole.end_s) for prompt in prompts)
    lasts = np.cumsum([len(prompt.text.split()) for prompt in prompts])[:-1]
    cuts = [(words[last - 1].end_s + words[last].start_s) / 2 for last in lasts]
    edges = [whole.start_s, *cuts, whole.end_s]
    return tuple(
        AnswerWindow(prompt, start, end) for prompt, start, end in zip(prompts, edges, edges[1:], strict=False)
    )


def speech_stretches(speech_probability: NDArray[np.float32]) -> list[tuple[float, float]]:
    """Start and end in seconds of each stretch of speech; pauses below PAUSE_S are part of it."""
    spoken = np.flatnonzero(speaking(speech_probability))
    if not len(spoken):
        return []
    breaks = np.flatnonzero(np.diff(spoken) * WINDOW_S > PAUSE_S)
    firsts = [spoken[0], *spoken[breaks + 1]]
    lasts = [*spoken[breaks], spoken[-1]]
    return [(float(first * WINDOW_S), float((last + 1) * WINDOW_S)) for first, last in zip(firsts, lasts, strict=True)]


def _span(prompt: Prompt, end_s: float) -> tuple[float, float]:
    reveal_s = 0.0 if prompt.reveal_s is None else prompt.reveal_s
    return reveal_s, end_s if prompt.deadline_s is None else prompt.deadline_s


def _window(
    prompt: Prompt, span: tuple[float, float], bounds: tuple[float, float], stretches: Sequence[tuple[float, float]]
) -> AnswerWindow:
    near = _touching(stretches, bounds)
    return _padded(prompt, _touching(near, span) or near, bounds)


def _touching(stretches: Sequence[tuple[float, float]], span: tuple[float, float]) -> list[tuple[float, float]]:
    return [stretch for stretch in stretches if stretch[1] > span[0] and stretch[0] < span[1]]


def _padded(prompt: Prompt, stretches: Sequence[tuple[float, float]], bounds: tuple[float, float]) -> AnswerWindow:
    if not stretches:
        return AnswerWindow(prompt, bounds[0], bounds[0])
    start_s = max(bounds[0], stretches[0][0] - MARGIN_S)
    return AnswerWindow(prompt, start_s, max(start_s, min(bounds[1], stretches[-1][1] + MARGIN_S)))


def free_speech(challenge: Challenge, speech_probability: NDArray[np.float32]) -> tuple[tuple[float, float], ...]:
    """Two spans of media seconds for each `speak` prompt, with as much speech in the one as in the other.

    They reach from the first to the last speech between its reveal and its deadline; without any both are empty.
    """
    spans = []
    for prompt in challenge.of_kind(PromptKind.SPEAK):
        from_s, until_s = _span(prompt, len(speech_probability) * WINDOW_S)
        spoken = np.flatnonzero(speaking(speech_probability)) * WINDOW_S
        inside = [*spoken[(spoken >= from_s) & (spoken + WINDOW_S <= until_s)]] or [from_s]
        start_s, middle_s, end_s = inside[0], inside[len(inside) // 2], inside[-1] + WINDOW_S * (len(inside) > 1)
        spans += [(float(start_s), float(middle_s)), (float(middle_s), float(end_s))]
    return tuple(spans)


SAMPLE_RATE = 16_000


def spoken_answers(
    challenge: Challenge,
    samples: Samples,
    speech_probability: NDArray[np.float32],
    scorer: SpeechScorer,
    timer: PhoneTimer,
) -> tuple[SpokenAnswer, ...]:
    """One answer for each `say` prompt, in order; words of a prompt without an answer are empty.

    samples: from media time 0; speech_probability: one value per 512 of them.

    Raises:
        UnknownWordError: a prompt asks for a word that the speech dictionary does not hold.
    """
    prompts = challenge.of_kind(PromptKind.SAY)
    windows = _windows(prompts, samples, speech_probability, timer)
    return tuple(_answer(window, samples, scorer, timer) for window in windows)


SETTLED_S = 0.7
"""An answer whose speech has been over for so long is measured before its window closes: words are rarely so far
apart. Where more speech follows, what was measured is of no use."""


def settled_answers(
    asked: Challenge,
    samples: Samples,
    speech_probability: NDArray[np.float32],
    scorer: SpeechScorer,
    timer: PhoneTimer,
) -> tuple[SpokenAnswer, ...]:
    """While a recording arrives: the answers that `spoken_answers` will most likely find where these are.

    asked: what was asked so far; a prompt that is still open has no deadline. samples: the first part of the sound.

    Raises:
        UnknownWordError: as `spoken_answers`.
    """
    prompts = asked.of_kind(PromptKind.SAY)
    if any(prompt.reveal_s is None for prompt in prompts):
        return ()
    end_s = len(samples) / SAMPLE_RATE
    windows = timed_windows(prompts, speech_probability)
    settled = [window for window in windows if window.start_s < window.end_s <= end_s - SETTLED_S]
    return tuple(_answer(window, samples, scorer, timer) for window in settled)


def _windows(
    prompts: Sequence[Prompt], samples: Samples, speech_probability: NDArray[np.float32], timer: PhoneTimer
) -> tuple[AnswerWindow, ...]:
    if any(is_timed(prompt) for prompt in prompts):
        return timed_windows(prompts, speech_probability)
    if len(prompts) <= 1 or len({prompt.language for prompt in prompts}) > 1:
        return tuple(all_speech(prompt, speech_probability) for prompt in prompts)
    joined = replace(prompts[0], text=" ".join(prompt.text for prompt in prompts))
    whole = all_speech(joined, speech_probability)
    words, _ = timer.times(_within(whole, samples), whole.start_s, joined.text, joined.language)
    return windows_in_order(prompts, words, whole)


def _answer(window: AnswerWindow, samples: Samples, scorer: SpeechScorer, timer: PhoneTimer) -> SpokenAnswer:
    sound, prompt = _within(window, samples), window.prompt
    scores = scorer.score(sound, prompt.text, prompt.language)
    words, phones = timer.times(sound, window.start_s, prompt.text, prompt.language)
    end_s = window.start_s + len(sound) / SAMPLE_RATE
    if prompt.language != ENGLISH and not is_digits(prompt.text) and len(sound):
        # No dictionary has the words of a sentence in it: all that is spoken there counts as one.
        words = (WordTime(prompt.text, window.start_s, end_s, 0.0),)
    return SpokenAnswer(prompt.id, window.start_s, end_s, scores, words, phones)


def _within(window: AnswerWindow, samples: Samples) -> Samples:
    return samples[round(window.start_s * SAMPLE_RATE) : round(window.end_s * SAMPLE_RATE)]
