import numpy as np
import pytest

from liveness.engines.voice import PARTIAL_FRAMES, TARGET_RMS, _partials, _raised
from liveness.ports import Engines, Samples, TooLittleSpeechError

NOISE = np.random.default_rng(3).normal(0, 0.05, 16_000 * 5).astype(np.float32)


def quieter(times: float) -> Samples:
    return np.asarray(NOISE / times, np.float32)


def test_a_template_is_256_values_of_length_one(engines: Engines) -> None:
    template = engines.voice_template.template(NOISE)

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


def test_the_loudness_of_quiet_speech_changes_nothing(engines: Engines) -> None:
    one, other = (engines.voice_template.template(quieter(times)) for times in (10, 100))

    assert one @ other == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("speech", [NOISE[:7999], NOISE[:0], np.zeros(16_000, np.float32)])
def test_too_little_speech_is_refused(engines: Engines, speech: np.ndarray) -> None:
    with pytest.raises(TooLittleSpeechError, match=r"0\.5 s"):
        engines.voice_template.template(speech)
