"""Checks that the lips belong to the sound: lips and jaw follow the loudness of speech bands, and the asked phones.

Where the asked words were aligned, lips must also shut, open and round when those words' phones ask for it. Does not
find a talking head whose lips were generated from that very sound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.language import ENGLISH, is_digits
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.sparse import is_sparse
from liveness.limits import speech as limit
from liveness.measure.flat_signals import scale_of, without_noise
from liveness.measure.lips import LipTrace, expected_lips, lip_trace
from liveness.measure.net_speech import WINDOW_S, speaking
from liveness.measure.sound_bands import ROW_S
from liveness.measure.synchrony import band_pass, correlated, fitted, shifts_apart, standardised
from liveness.observations import FrameObservation, Observations, PhoneTime, SoundObservation

OPEN_VOWEL_BANDS = slice(2, 5)
"""0.6 to 1.7 kHz: the first two formants of open vowels. Louder there means more open; which other bands follow the
lips depends on voice and microphone, and is fitted to each recording."""

_SHIFTS = (limit.SOUND_EARLY_MAX, limit.SOUND_LATE_MAX, limit.SYNC_GUARD)

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.bool_]
"""(n,), one value every 20 ms from media time 0."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well lips and sound agree.

    score: how far it stands out, in standard deviations of the same lips' agreement with the same sound when shifted.
    speech_s: seconds of speech that were seen spoken by a frontal face.
    """

    score: float
    speech_s: float


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Needs SYNC_SPEECH_MIN seconds of speech with a frontal face; turned faces and long pauses are left out.

    Inconclusive where the phones of an asked answer do not fit the sound, since lips then were not compared with them
    (development half: 0 of 39 right answers, 13 of 39 wrong ones). A sentence in another language than English is
    compared by its loudness alone.
    """
    if observations.sound is None:
        return Inconclusive(Reason.NO_SOUND)
    found = agreement(observations.frames, observations.sound, _asked_phones(observations))
    if found is None:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    asked = challenge.of_kind(PromptKind.SAY)
    if found.score < limit.sync_threshold(found.speech_s, words_asked=bool(asked)):
        is_unseen = is_sparse(observations.frames)
        return Inconclusive(Reason.PICTURES_MISSING) if is_unseen else Failed(Reason.LIPS_OUT_OF_SYNC)
    compared = {answer.prompt_id for answer in observations.answers if answer.phones}
    is_open = any(prompt.id not in compared for prompt in asked if _has_phones(prompt))
    return Inconclusive(Reason.WRONG_WORDS) if is_open else Passed()


def _has_phones(prompt: Prompt) -> bool:
    """Whether a dictionary has the phones of its words: of a sentence in another language none has."""
    return prompt.language == ENGLISH or is_digits(prompt.text)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """`sync`, the score that `judge` compares; empty when it could not be measured."""
    del challenge
    if observations.sound is None:
        return {}
    found = agreement(observations.frames, observations.sound, _asked_phones(observations))
    return {} if found is None else {"sync": found.score}


def sync_score(frames: Sequence[FrameObservation], sound: SoundObservation) -> float | None:
    """The score of `agreement` alone, where the words are not known."""
    found = agreement(frames, sound)
    return found.score if found else None


def _asked_phones(observations: Observations) -> tuple[PhoneTime, ...]:
    return tuple(phone for answer in observations.answers for phone in answer.phones)


def agreement(
    frames: Sequence[FrameObservation], sound: SoundObservation, phones: Sequence[PhoneTime] = ()
) -> Agreement | None:
    """Any frames may be compared with any sound: both count from media time 0, and the longer one is cut.

    None when fewer than SYNC_SPEECH_MIN seconds of speech were seen spoken, or too few around them to shift against.
    """
    lips = lip_trace(frames)
    if lips is None or not len(sound.bands) or not len(sound.speech_probability):
        return None
    rows = min(len(lips.opening), len(sound.bands))
    said, seen = _speech_rows(sound, rows), lips.seen[:rows]
    speech_s, kept = _seconds(said & seen), _near(said) & seen
    if speech_s < limit.SYNC_SPEECH_MIN.value or _seconds(kept) < limit.SYNC_WATCH_MIN.value:
        return None
    return Agreement(_score(lips, sound.bands.astype(np.float64), phones, kept), speech_s)


def _seconds(rows: Rows) -> float:
    return float(np.count_nonzero(rows) * ROW_S)


def _speech_rows(sound: SoundObservation, rows: int) -> Rows:
    windows = ((np.arange(rows) + 0.5) * ROW_S / WINDOW_S).astype(int)
    said = speaking(sound.speech_probability)
    return np.asarray(said[np.minimum(windows, len(said) - 1)])


def _near(said: Rows) -> Rows:
    """The rows with speech at most SYNC_PAUSE_MAX seconds away."""
    reach = round(limit.SYNC_PAUSE_MAX.value / ROW_S)
    return np.asarray(np.convolve(said, np.ones(2 * reach + 1))[reach:-reach] > 0)


def _score(lips: LipTrace, bands: Floats, phones: Sequence[PhoneTime], kept: Rows) -> float:
    early, late, guard = (round(edge.value / ROW_S) for edge in _SHIFTS)
    inside, outside = shifts_apart(int(np.count_nonzero(kept)), -early, late, guard)
    curves = _curves(lips, bands, phones, kept)
    total = np.sum([standardised(curve, outside) for curve in curves], axis=0)
    return float(np.max(standardised(total, outside)[inside]))


def _curves(lips: LipTrace, bands: Floats, phones: Sequence[PhoneTime], kept: Rows) -> list[Floats]:
    """Agreement at every shift of the sound, in as many independent ways as were measured."""
    rows = len(kept)
    opening, width, jaw = (_moving(curve[:rows], kept) for curve in (lips.opening, lips.width, lips.jaw))
    sound = _moving(bands[:rows], kept)
    curves = [
        fitted(opening, sound),
        fitted(width, sound),
        fitted(jaw, sound),
        correlated(opening, _moving(bands[:rows, OPEN_VOWEL_BANDS].mean(axis=1), kept)),
    ]
    if phones:
        expected = (_moving(curve, kept) for curve in expected_lips(phones, rows))
        curves += [correlated(seen, asked) for seen, asked in zip((opening, -width), expected, strict=True)]
    return curves


def _moving(signals: Floats, kept: Rows) -> Floats:
    """Movement at the pace of speech in the kept rows; a signal that stands still there is 0, not rounding noise."""
    passed = band_pass(signals, limit.SYNC_LOW.value, limit.SYNC_HIGH.value, 1 / ROW_S)[kept]
    return without_noise(passed, scale_of(signals))
