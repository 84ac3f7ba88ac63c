"""Levels of ten bands every 20 ms."""

import numpy as np

from liveness.measure.sound_bands import BANDS, ROW_S, band_levels

SAMPLE_RATE = 16_000


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    return (0.1 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def test_a_row_is_20_ms_of_ten_bands() -> None:
    assert band_levels(tone(1_000.0, 2.0)).shape == (round(2.0 / ROW_S), BANDS)


def test_a_tone_is_loudest_in_the_band_it_lies_in() -> None:
    loudest = [int(np.argmax(np.median(band_levels(tone(hertz)), axis=0))) for hertz in (150, 750, 1_100, 3_400, 6_500)]
    assert loudest == [0, 2, 3, 7, 9]


def test_ten_times_the_amplitude_is_a_hundred_times_the_power() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, SAMPLE_RATE).astype(np.float32)
    rise = band_levels(10 * noise) - band_levels(noise)
    assert np.allclose(rise, np.log(100), atol=0.02)


def test_a_beginning_of_sound_is_seen_at_its_time() -> None:
    samples = np.concatenate([np.zeros(SAMPLE_RATE, np.float32), tone(1_000.0)])
    level = band_levels(samples)[:, 3]
    assert abs(int(np.argmax(level > level.mean())) * ROW_S - 1.0) <= ROW_S


def test_digital_silence_stays_finite_and_no_sound_has_no_rows() -> None:
    assert np.isfinite(band_levels(np.zeros(SAMPLE_RATE, np.float32))).all()
    assert band_levels(np.zeros(0, np.float32)).shape == (0, BANDS)
