"""Stretches of speech that occur twice."""

import numpy as np
import pytest

from liveness.measure.repeated_sound import repetition

SAMPLE_RATE = 16_000
WORD = slice(1 * SAMPLE_RATE, round(1.4 * SAMPLE_RATE))


def speech(seconds: float = 6.0, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * SAMPLE_RATE)).astype(np.float32)


def speaking(samples: np.ndarray, probability: float = 1.0) -> np.ndarray:
    return np.full(-(-len(samples) // 512), probability, np.float32)


def spliced(at_s: float, gain: float = 1.0, noise: float = 0.0) -> np.ndarray:
    """One word of 0.4 s copied to a later time."""
    samples = speech()
    start = round(at_s * SAMPLE_RATE)
    samples[start : start + WORD.stop - WORD.start] = gain * samples[WORD]
    return np.asarray(samples + speech(seed=2) * noise, np.float32)


def test_speech_that_goes_on_does_not_repeat() -> None:
    assert repetition(speech(), speaking(speech())) < 0.4


@pytest.mark.parametrize("at_s", [2.0, 3.333, 5.2])
def test_a_copied_word_is_found_wherever_it_lies(at_s: float) -> None:
    samples = spliced(at_s)
    assert repetition(samples, speaking(samples)) > 0.95


def test_a_copied_word_is_found_softer_and_in_noise() -> None:
    samples = spliced(4.0, gain=0.6, noise=0.1)
    assert repetition(samples, speaking(samples)) > 0.88


def test_a_tone_that_is_held_is_not_a_copy_of_itself() -> None:
    samples = speech()
    samples[WORD] += np.sin(2 * np.pi * 200 * np.arange(WORD.stop - WORD.start) / SAMPLE_RATE).astype(np.float32)
    assert repetition(samples, speaking(samples)) < 0.4


def test_copies_outside_speech_do_not_count() -> None:
    samples = spliced(4.0)
    assert repetition(samples, speaking(samples, 0.0)) == 0.0


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.5])
def test_too_little_sound_holds_no_copy(seconds: float) -> None:
    samples = speech(seconds)
    assert repetition(samples, speaking(samples)) == 0.0
