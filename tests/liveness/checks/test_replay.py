"""No recording counts twice."""

from dataclasses import replace

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks import replay
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from liveness.observations import MediaFingerprint, Origin
from tests.liveness.handmade import observations
from tests.liveness.scenes import filmed


def answer(this: MediaFingerprint, *earlier: MediaFingerprint) -> object:
    return replay.judge(Challenge(), observations(origin=Origin(this, (), earlier)))


def test_the_first_recording_ever_passes() -> None:
    assert answer(filmed(1)) == Passed()


def test_a_recording_that_resembles_none_of_the_earlier_ones_passes() -> None:
    assert answer(filmed(1), filmed(2), filmed(3)) == Passed()


def test_a_recording_seen_before_is_refused_among_many() -> None:
    assert answer(filmed(1), filmed(2), filmed(1, late_s=0.3), filmed(3)) == Failed(Reason.REPLAYED)


def test_the_same_pictures_are_refused_under_another_sound() -> None:
    assert answer(filmed(1), filmed(1, dubbed=2)) == Failed(Reason.REPLAYED)


def test_the_same_sound_is_refused_under_other_pictures() -> None:
    assert answer(filmed(1), filmed(2, dubbed=1)) == Failed(Reason.REPLAYED)


def test_the_same_bytes_are_refused_even_when_nothing_is_to_be_seen() -> None:
    blind = MediaFingerprint(b"digest", np.zeros((15, 0), np.int8), np.zeros((10, 0), np.int8))
    assert answer(blind, blind) == Failed(Reason.REPLAYED)
    assert answer(blind, replace(blind, sha256=b"other")) == Passed()


def test_what_has_no_fingerprint_cannot_pass() -> None:
    assert replay.judge(Challenge(), observations()) == Inconclusive(Reason.NOT_MEASURED)
