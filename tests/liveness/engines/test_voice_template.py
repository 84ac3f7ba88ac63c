from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from liveness.engines.voice import (
    PARTIAL_FRAMES,
    TARGET_RMS,
    CampplusVoice,
    Ge2eVoiceTemplate,
    _partials,
    _raised,
)
from liveness.observations import Vector
from liveness.ports import Samples, TooLittleSpeechError

NOISE = np.random.default_rng(3).normal(0, 0.05, 16_000 * 5).astype(np.float32)


def quieter(times: float) -> Samples:
    return np.asarray(NOISE / times, np.float32)


Voice = Callable[[Samples], Vector]


@pytest.fixture(scope="module")
def ge2e(models_dir: Path) -> Voice:
    return Ge2eVoiceTemplate(models_dir / "open" / "voice_template.onnx").template


@pytest.fixture(scope="module", params=["ge2e", "campplus"])
def voice(request: pytest.FixtureRequest, ge2e: Voice, models_dir: Path) -> Voice:
    return ge2e if request.param == "ge2e" else CampplusVoice(models_dir / "open-2" / "voice_template.onnx").template


def test_a_template_of_the_second_open_pack_is_192_values_of_length_one(models_dir: Path) -> None:
    template = CampplusVoice(models_dir / "open-2" / "voice_template.onnx").template(NOISE)

    assert template.shape == (192,)
    assert template.dtype == np.float32
    assert np.linalg.norm(template) == pytest.approx(1.0, abs=1e-6)


def test_a_template_of_the_first_open_pack_is_256_values_of_length_one(ge2e: Voice) -> None:
    template = ge2e(NOISE)

    assert template.shape == (256,)
    assert template.dtype == np.float32
    assert np.linalg.norm(template) == pytest.approx(1.0, abs=1e-6)
    assert template.min() >= 0.0


@pytest.mark.parametrize(("seconds", "partials"), [(0.5, 1), (1.6, 1), (1.9, 1), (2.0, 2), (4.0, 4), (5.0, 5)])
def test_stretches_of_1600_ms_overlap_and_a_last_one_with_little_sound_is_left_out(
    seconds: float, partials: int
) -> None:
    assert _partials(NOISE[: round(seconds * 16_000)]).shape == (partials, PARTIAL_FRAMES, 40)


def test_quiet_speech_is_raised_and_loud_speech_is_not() -> None:
    assert np.sqrt(np.mean(_raised(quieter(100)) ** 2)) == pytest.approx(TARGET_RMS, rel=1e-3)
    np.testing.assert_array_equal(_raised(NOISE), NOISE)


def test_the_loudness_of_quiet_speech_changes_nothing(voice: Voice) -> None:
    one, other = (voice(quieter(times)) for times in (10, 100))

    assert one @ other == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("speech", [NOISE[:7999], NOISE[:0], np.zeros(16_000, np.float32)])
def test_too_little_speech_is_refused(voice: Voice, speech: np.ndarray) -> None:
    with pytest.raises(TooLittleSpeechError, match=r"0\.5 s"):
        voice(speech)
