"""Bands as kaldi-native-fbank 1.23.0 gives them: 80 bands, no dither, the samples as they are (-1..1)."""

from collections.abc import Mapping

import numpy as np
import pytest

from liveness.measure.kaldi_bands import BANDS, HOP_SAMPLES, WINDOW_SAMPLES, kaldi_bands
from liveness.ports import Samples

SECONDS = np.arange(12_000) / 16_000
KALDI: Mapping[tuple[int, int], float] = {
    (0, 0): -5.942, (0, 1): -7.987, (0, 10): -7.111, (0, 40): 1.296, (0, 79): 0.596,
    (36, 0): -9.711, (36, 1): -8.707, (36, 10): -6.704, (36, 40): -2.238, (36, 79): 0.299,
    (72, 0): -5.747, (72, 1): -7.973, (72, 10): -5.596, (72, 40): -3.099, (72, 79): 0.49,
}  # fmt: skip
"""(frame, band) -> natural log of its power in `hum_and_sweep()`. All 73 x 80 values differ by 8e-5 at most."""


def hum_and_sweep() -> Samples:
    noise = np.random.default_rng(5).standard_normal(12_000)
    hum, sweep = 0.3 * np.sin(2 * np.pi * 180 * SECONDS), 0.1 * np.sin(2 * np.pi * 1900 * SECONDS * (1 + SECONDS))
    return (hum + sweep + 0.02 * noise).astype(np.float32)


def test_the_bands_are_kaldis() -> None:
    bands = kaldi_bands(hum_and_sweep())

    assert bands.shape == (73, BANDS)
    assert {place: float(bands[place]) for place in KALDI} == pytest.approx(KALDI, abs=1e-3)


@pytest.mark.parametrize(
    ("samples", "frames"),
    [(WINDOW_SAMPLES, 1), (WINDOW_SAMPLES + HOP_SAMPLES - 1, 1), (WINDOW_SAMPLES + HOP_SAMPLES, 2)],
)
def test_a_frame_lies_whole_inside_the_sound(samples: int, frames: int) -> None:
    assert kaldi_bands(np.zeros(samples, np.float32)).shape == (frames, BANDS)


def test_silence_is_at_the_floor_and_not_below() -> None:
    assert np.unique(kaldi_bands(np.zeros(800, np.float32))) == pytest.approx([np.log(np.finfo(np.float32).eps)])
