"""How much a pitch trembles."""

import numpy as np
import pytest

from liveness.measure.voice_source import VOICED_MIN_S, pitch_tremor

SAMPLE_RATE = 16_000


def voice(pitch_hz: np.ndarray) -> np.ndarray:
    """A pulse train of ten harmonics that follows a pitch, one value a sample."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE
    return np.asarray(sum(np.sin(k * phase) / k for k in range(1, 11)) * 0.1, np.float32)


def speaking(samples: np.ndarray, probability: float = 1.0) -> np.ndarray:
    return np.full(-(-len(samples) // 512), probability, np.float32)


def trembling(cents: float, hertz: float, seconds: float = 2.0) -> np.ndarray:
    at_s = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return voice(120.0 * 2 ** (cents / 1200 * np.sin(2 * np.pi * hertz * at_s)))


def test_a_pitch_that_is_held_or_glides_does_not_tremble() -> None:
    held, glide = trembling(0.0, 1.0), voice(np.geomspace(100.0, 200.0, 2 * SAMPLE_RATE))
    for samples in (held, glide):
        found = pitch_tremor(samples, speaking(samples))
        assert found is not None
        assert found < 2.0


def test_a_faster_or_wider_tremor_bends_more() -> None:
    found = [pitch_tremor(trembling(*how), speaking(trembling(*how))) for how in ((20, 6), (20, 12), (60, 12))]
    cents = [one for one in found if one]
    assert cents == sorted(cents)
    # |f'' | of a sine of 20 cents at 6 Hz over steps of 20 ms, median over a cycle.
    assert cents[0] == pytest.approx(20 * (2 - 2 * np.cos(2 * np.pi * 6 * 0.02)) * np.sqrt(0.5), rel=0.25)


def test_a_whisper_has_no_pitch() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 2 * SAMPLE_RATE).astype(np.float32)
    assert pitch_tremor(noise, speaking(noise)) is None


def test_what_is_not_speech_and_what_is_short_is_not_judged() -> None:
    samples = trembling(20, 6)
    assert pitch_tremor(samples, speaking(samples, 0.0)) is None
    short = samples[: round((VOICED_MIN_S - 0.1) * SAMPLE_RATE)]
    assert pitch_tremor(short, speaking(short)) is None
    assert pitch_tremor(samples[:100], speaking(samples[:100])) is None
    assert pitch_tremor(np.zeros(2 * SAMPLE_RATE, np.float32), speaking(samples)) is None
