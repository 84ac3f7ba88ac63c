"""The same recording is known again in other clothes; another recording of the same place is not."""

import numpy as np
import pytest

from liveness.limits import attacks as limit
from liveness.measure.media_fingerprint import Resemblance, fingerprint_of, resemblance
from liveness.measure.sound_bands import NO_SOUND
from liveness.observations import MediaFingerprint
from tests.liveness.scenes import Scene, filmed

COPIES = {
    "identical": filmed(1),
    "trimmed": filmed(1, late_s=0.3),
    "half of it": filmed(1, late_s=4.5),
    "in a mirror": filmed(1, in_mirror=True),
    "brighter": filmed(1, gamma=0.9),
    "re-timed": filmed(1, per_second=12.5),
    "all at once": filmed(1, late_s=0.33, in_mirror=True, gamma=0.9, per_second=12.5),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_looks_and_sounds_the_same(copy: MediaFingerprint) -> None:
    for found in (resemblance(filmed(1), copy), resemblance(copy, filmed(1))):
        assert found.pictures > limit.PICTURES_ALIKE_MAX.value + 0.1
        assert found.sound > limit.SOUND_ALIKE_MAX.value


@pytest.mark.parametrize("seed", range(2, 12))
def test_another_recording_does_not(seed: int) -> None:
    found = resemblance(filmed(1), filmed(seed))
    assert found.pictures < limit.PICTURES_ALIKE_MAX.value - 0.1
    assert found.sound < limit.SOUND_ALIKE_MAX.value - 0.1


def test_pictures_are_known_under_another_sound() -> None:
    found = resemblance(filmed(1), filmed(1, dubbed=2))
    assert found.pictures > 0.99
    assert found.sound < 0.5


def test_a_desk_and_a_pose_are_no_recording() -> None:
    """What stands still is gone; only noise is left."""
    wall = Scene(1).pictures(np.zeros(1))[0]
    still = [wall + np.random.default_rng(take).normal(0, 0.5, (150, 64, 64)) for take in (1, 2)]
    times_s = tuple((np.arange(150) / 15).tolist())
    one, other = (fingerprint_of(b"", times_s, np.asarray(take, np.float32), NO_SOUND) for take in still)
    assert resemblance(one, other).pictures < 0.4


def test_what_overlaps_too_little_resembles_nothing() -> None:
    assert resemblance(filmed(1), filmed(1, late_s=10.5)) == Resemblance(-1.0, -1.0)
    assert resemblance(filmed(1, silent=True), filmed(1)).sound == -1.0
    empty = fingerprint_of(b"nothing", (), np.zeros((0, 64, 64), np.float32), NO_SOUND)
    assert (empty.pictures.shape, empty.sound.shape) == ((15, 0), (10, 0))
    assert resemblance(empty, filmed(1)) == Resemblance(-1.0, -1.0)


def test_digital_silence_resembles_nothing() -> None:
    hush = fingerprint_of(b"", (), np.zeros((0, 64, 64), np.float32), np.full((600, 10), -20.7, np.float32))
    assert resemblance(hush, hush).sound == 0.0
