"""How sharply the throat's pulses stand out of a voice."""

import numpy as np
import pytest
from scipy.signal import lfilter

from evaluation.attacks.sound import shifted
from liveness.limits.speech import PULSES_MIN
from liveness.measure.voice_source import voice_pulses

SAMPLE_RATE = 16_000


def voice(seconds: float = 3.0) -> np.ndarray:
    """A train of pulses, 95 to 125 Hz as in a sentence, through the resonances of an open vowel."""
    at_s = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    turns = np.cumsum(110 + 15 * np.sin(2 * np.pi * 1.3 * at_s)) / SAMPLE_RATE
    pulses = np.diff(np.floor(turns), prepend=0.0)
    for hertz in (700.0, 1200.0, 2500.0):
        radius, angle = np.exp(-np.pi * 90 / SAMPLE_RATE), 2 * np.pi * hertz / SAMPLE_RATE
        pulses = lfilter([1.0], [1.0, -2 * radius * np.cos(angle), radius**2], pulses)
    return np.asarray(pulses / np.abs(pulses).max(), np.float32)


def measured(samples: np.ndarray, probability: float = 1.0) -> float | None:
    return voice_pulses(samples, np.full(-(-len(samples) // 512), probability, np.float32))


def test_a_voice_pulses_and_noise_does_not() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 3 * SAMPLE_RATE).astype(np.float32)
    pulsing, hissing = measured(voice()), measured(noise)
    assert pulsing is not None
    assert hissing is not None
    assert hissing < PULSES_MIN.value < 2 * PULSES_MIN.value < pulsing


@pytest.mark.parametrize("factor", [0.86, 1.16])
def test_a_voice_moved_up_or_down_in_the_frequency_domain_loses_its_pulses(factor: float) -> None:
    chance = np.random.default_rng(2)
    breath = voice() + chance.normal(0, 0.01, 3 * SAMPLE_RATE).astype(np.float32)
    genuine, moved = measured(breath), measured(shifted(breath, factor))
    assert genuine is not None
    assert moved is not None
    assert moved < 0.6 * genuine


def test_silence_and_hardly_any_speech_say_nothing() -> None:
    assert measured(voice(), probability=0.0) is None
    assert measured(voice(0.4)) is None
    assert measured(voice(0.01)) is None
