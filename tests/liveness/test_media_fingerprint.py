"""The same movements are known again in other clothes; other movements of the same person are not."""

from dataclasses import replace

import numpy as np
import pytest

from liveness import attack_thresholds as limit
from liveness.media_fingerprint import fingerprint_of, resemblance
from liveness.observations import FrameObservation, MediaFingerprint
from tests.liveness.handmade import face, frame


def moving(seed: int, seconds: float = 8.0, per_second: float = 15.0, *, late_s: float = 0.0) -> MediaFingerprint:
    """A person who looks around, speaks and blinks; late_s: how much of the start was cut off."""
    rng = np.random.default_rng(seed)
    walks = np.cumsum(rng.normal(0, 1, (5, 400)), axis=1)
    walks -= walks.mean(axis=1, keepdims=True)

    def at(media_s: float) -> FrameObservation:
        yaw, pitch, roll, mouth, eye = (float(np.interp(media_s + late_s, np.arange(400) / 30, w)) for w in walks)
        seen = face(yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll, mouth_opening=mouth, eye_opening=eye)
        return frame(media_s, face=seen)

    count = int((seconds - late_s) * per_second)
    return fingerprint_of(f"{seed} {per_second} {late_s}".encode(), [at(index / per_second) for index in range(count)])


def mirrored(one: MediaFingerprint) -> MediaFingerprint:
    return replace(one, sha256=b"other", motion=one.motion * np.array([[-1], [1], [-1], [1], [1]], np.float32))


def test_the_same_bytes_are_the_same() -> None:
    assert resemblance(moving(1), moving(1)) == 1.0


@pytest.mark.parametrize("again", [moving(1, late_s=0.3), moving(1, late_s=3.1), moving(1, per_second=12.5)])
def test_trimmed_and_retimed_it_is_known_again(again: MediaFingerprint) -> None:
    assert resemblance(moving(1), again) > 0.9
    assert resemblance(again, moving(1)) > 0.9


def test_a_mirror_does_not_help() -> None:
    assert resemblance(moving(1), mirrored(moving(1, late_s=0.3))) > 0.9


@pytest.mark.parametrize("seed", range(2, 12))
def test_other_movements_are_not_the_same(seed: int) -> None:
    assert resemblance(moving(1), moving(seed)) < limit.RESEMBLANCE_MAX.value


def test_what_overlaps_too_little_resembles_nothing() -> None:
    assert resemblance(moving(1), moving(1, late_s=6.0)) == -1.0
    empty = fingerprint_of(b"nobody", [frame(0.0, face=None)])
    assert empty.motion.shape == (5, 0)
    assert resemblance(moving(1), empty) == -1.0
