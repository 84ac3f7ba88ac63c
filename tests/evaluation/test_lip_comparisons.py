from dataclasses import replace

import numpy as np
import pytest

from evaluation.lip_comparisons import SPEECH_S, cut
from liveness.measure.net_speech import WINDOW_S
from liveness.observations import Observations, SoundObservation
from tests.liveness.handmade import frames, observations


def spoken(share: float, seconds: float) -> Observations:
    """Somebody who speaks this share of the time, in turns of a second."""
    windows = round(seconds / WINDOW_S)
    probability = np.array([float((at * WINDOW_S) % 1 < share) for at in range(windows)], np.float32)
    sound = SoundObservation(seconds, probability, probability, share * seconds, 30.0, 0.0)
    return replace(observations(), frames=frames(seconds), sound=sound)


def test_a_stretch_holds_as_much_speech_as_is_asked() -> None:
    for stretch in cut("ann", spoken(0.5, 40.0)):
        assert stretch.sound.net_speech_s == pytest.approx(SPEECH_S, abs=2 * WINDOW_S)


def test_stretches_follow_each_other_and_the_rest_is_dropped() -> None:
    assert len(list(cut("ann", spoken(1.0, 20.0)))) == 2
    assert list(cut("ann", spoken(1.0, 5.0))) == []


def test_times_count_from_the_stretch_itself() -> None:
    _, second = cut("ann", spoken(1.0, 20.0))

    assert second.frames[0].media_s == pytest.approx(0.0, abs=0.1)
    assert second.frames[-1].media_s < SPEECH_S + 0.1


def test_silence_and_no_sound_give_no_stretch() -> None:
    assert list(cut("ann", spoken(0.0, 20.0))) == []
    assert list(cut("ann", replace(spoken(1.0, 20.0), sound=None))) == []
