"""No recording counts twice."""

from dataclasses import replace

import numpy as np

from liveness.checks import replay
from liveness.observations import MediaFingerprint
from tests.liveness.scenes import filmed


def is_copy(this: MediaFingerprint, *earlier: MediaFingerprint) -> bool:
    return any(replay.is_copy(this, other) for other in earlier)


def test_a_recording_that_resembles_none_of_the_earlier_ones_is_no_copy() -> None:
    assert not is_copy(filmed(1), filmed(2), filmed(3))


def test_a_recording_seen_before_is_found_among_many() -> None:
    assert is_copy(filmed(1), filmed(2), filmed(1, late_s=0.3), filmed(3))


def test_the_same_pictures_are_a_copy_under_another_sound() -> None:
    assert is_copy(filmed(1), filmed(1, dubbed=2))


def test_the_same_sound_is_a_copy_under_other_pictures() -> None:
    assert is_copy(filmed(1), filmed(2, dubbed=1))


def test_the_same_bytes_are_a_copy_even_when_nothing_is_to_be_seen() -> None:
    blind = MediaFingerprint(b"digest", np.zeros((15, 0), np.int8), np.zeros((10, 0), np.int8))
    assert is_copy(blind, blind)
    assert not is_copy(blind, replace(blind, sha256=b"other"))


def test_the_terms_are_those_of_the_most_alike() -> None:
    alone, among = replay.terms(filmed(1), [filmed(1)]), replay.terms(filmed(1), [filmed(2), filmed(1)])
    assert set(alone) == {"pictures_alike", "sound_alike"}
    assert alone == among
    assert replay.terms(filmed(1), []) == {}
